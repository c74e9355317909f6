-- What the database itself says of one run of RMAN: its commands, and what they did on their own, such as autobackups.
-- ${command_id}  quoted identifier that the run had set (SET COMMAND ID)
select 'ICB|command|' || status || '|' || operation || '|' || object_type
  from v$rman_status
 where command_id = ${command_id}
 order by recid;
