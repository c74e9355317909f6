-- Every local archived log of the current incarnation that the control file believes to be on disk, once per copy of it.
-- (no placeholders)
select 'ICB|log|' || to_char(thread#) || '|' || to_char(sequence#) || '|' || to_char(resetlogs_id) || '|' || to_char(blocks * block_size) || '|' || name
  from v$archived_log
 where archived = 'YES'
   and deleted = 'NO'
   and status = 'A'
   and standby_dest = 'NO'
   and name is not null
   and resetlogs_change# = (select resetlogs_change# from v$database)
 order by thread#, sequence#;
