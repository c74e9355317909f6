-- Archived logs of every incarnation: where the control file believes them to be on disk, and which redo there is at all, also
-- of logs that were deleted or lost since.
-- (no placeholders)
select 'ICB|log|' || to_char(thread#) || '|' || to_char(sequence#) || '|' || to_char(resetlogs_id) || '|' || to_char(blocks * block_size)
       || '|' || name
  from v$archived_log
 where archived = 'YES'
   and deleted = 'NO'
   and status = 'A'
   and standby_dest = 'NO'
   and name is not null
 order by resetlogs_id, thread#, sequence#;
select 'ICB|redo|' || to_char(thread#) || '|' || to_char(sequence#) || '|' || to_char(resetlogs_id) || '|' || to_char(min(first_change#)) || '|' || to_char(max(next_change#))
       || '|' || to_char(min(first_time), 'yyyy-mm-dd hh24:mi:ss')
  from v$archived_log
 where archived = 'YES'
 group by resetlogs_id, thread#, sequence#
 order by resetlogs_id, thread#, sequence#;
select 'ICB|thread|' || to_char(thread#)
  from v$thread
 where status = 'OPEN'
 order by thread#;
select 'ICB|incarnation|' || to_char(incarnation#) || '|' || to_char(resetlogs_id) || '|' || to_char(resetlogs_change#)
       || '|' || to_char(resetlogs_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || to_char(prior_incarnation#) || '|' || status
  from v$database_incarnation
 order by incarnation#;
