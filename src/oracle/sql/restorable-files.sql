-- What a restore can use now: datafiles, image copies and archived logs that the control file knows and may use, and the
-- incarnations it knows. A datafile with a last change does not move: it is read only, or of a pluggable database that was
-- closed, or of PDB$SEED.
-- (no placeholders)
select 'ICB|datafile|' || to_char(file#) || '|' || to_char(creation_change#) || '|' || to_char(last_change#) || '|' || name
  from v$datafile
 order by file#;
select 'ICB|copy|' || to_char(file#) || '|' || to_char(creation_change#) || '|' || to_char(checkpoint_change#)
       || '|' || to_char(checkpoint_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || name
  from v$datafile_copy
 where deleted = 'NO'
   and status = 'A'
   and name is not null
 order by file#, recid;
select 'ICB|log|' || to_char(thread#) || '|' || to_char(sequence#) || '|' || to_char(resetlogs_id) || '|' || to_char(first_change#)
       || '|' || to_char(next_change#) || '|' || to_char(first_time, 'yyyy-mm-dd hh24:mi:ss')
       || '|' || to_char(next_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || name
  from v$archived_log
 where deleted = 'NO'
   and archived = 'YES'
   and status = 'A'
   and name is not null
 order by thread#, sequence#;
select 'ICB|incarnation|' || to_char(incarnation#) || '|' || to_char(resetlogs_id) || '|' || to_char(resetlogs_change#)
       || '|' || to_char(resetlogs_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || to_char(prior_incarnation#) || '|' || status
  from v$database_incarnation
 order by incarnation#;
