-- Datafiles with changes that are in no redo (NOLOGGING), and whether the database lets that happen. Runs on the primary.
-- (no placeholders)
select 'ICB|unrecoverable|' || to_char(file#) || '|' || to_char(unrecoverable_change#)
       || '|' || to_char(unrecoverable_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || name
  from v$datafile
 where unrecoverable_change# > 0
 order by file#;
select 'ICB|forcelogging|' || force_logging
  from v$database;
