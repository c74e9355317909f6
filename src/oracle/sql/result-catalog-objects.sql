-- Which objects of the result catalog its user has already.
-- (no placeholders)
select 'ICB|object|' || object_name
  from user_objects
 where object_name in ('RESTOREACTION', 'RESTOREACTION_SEQ');
