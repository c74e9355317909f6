-- The instant a snapshot will be able to serve: the primary's time, SCN and time zone, and where change tracking lives.
-- (no placeholders)
select 'ICB|now|' || to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss') || '|' || to_char(current_scn) || '|' || to_char(systimestamp, 'tzh:tzm')
  from v$database;
select 'ICB|changetracking|' || status || '|' || filename
  from v$block_change_tracking;
