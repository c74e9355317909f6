-- Whether this is a container database, and what the names of its common users begin with. Before 12.1 neither exists.
-- (no placeholders)
select 'ICB|parameter|' || name || '|' || value
  from v$parameter
 where name in ('enable_pluggable_database', 'common_user_prefix')
 order by name;
