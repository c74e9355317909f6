-- RMAN's sessions on every instance, with the client process that each belongs to.
-- (no placeholders)
select 'ICB|session|' || to_char(inst_id) || '|' || to_char(sid) || '|' || to_char(serial#) || '|' || process || '|' || machine
  from gv$session
 where program like 'rman%'
 order by inst_id, sid;
