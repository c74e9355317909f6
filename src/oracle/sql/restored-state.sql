-- What the restored database says of itself once it is open. A datafile that is offline has its last change where it went
-- offline: recovery left it alone.
-- (no placeholders)
select 'ICB|database|' || open_mode || '|' || to_char(resetlogs_change#)
  from v$database;
select 'ICB|banner|' || banner
  from v$version
 where banner like 'Oracle%Database%';
select 'ICB|datafile|' || to_char(d.file#) || '|' || d.enabled || '|' || d.status || '|' || h.error || '|' || h.fuzzy
       || '|' || to_char(h.checkpoint_change#) || '|' || to_char(h.checkpoint_time, 'yyyy-mm-dd hh24:mi:ss')
       || '|' || to_char(d.block_size) || '|' || to_char(d.blocks)
       || '|' || to_char(d.last_change#) || '|' || to_char(d.last_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || h.tablespace_name || '|' || d.name
  from v$datafile d, v$datafile_header h
 where h.file# = d.file#
 order by d.file#;
