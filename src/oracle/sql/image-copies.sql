-- Datafiles, and the image copies made of them under our tag. A header that is not fuzzy is of a file that nobody writes to, as
-- in PDB$SEED and in a pluggable database that is closed.
-- ${tag}  tag of the image copies, upper case as the dictionary stores it
select 'ICB|datafile|' || to_char(d.file#) || '|' || to_char(d.creation_change#) || '|' || d.enabled || '|' || d.status
       || '|' || h.fuzzy || '|' || to_char(h.checkpoint_change#) || '|' || to_char(d.bytes) || '|' || d.name
  from v$datafile d
  left join v$datafile_header h on h.file# = d.file#
 order by d.file#;
select 'ICB|datafiles|' || to_char(count(*))
  from v$datafile;
select 'ICB|incarnation|' || to_char(resetlogs_change#) || '|' || to_char(resetlogs_time, 'yyyy-mm-dd hh24:mi:ss')
  from v$database_incarnation
 where status in ('CURRENT', 'PARENT');
select 'ICB|copy|' || to_char(recid) || '|' || to_char(file#) || '|' || to_char(creation_change#) || '|' || to_char(checkpoint_change#)
       || '|' || to_char(checkpoint_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || to_char(absolute_fuzzy_change#)
       || '|' || to_char(completion_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || name
  from v$datafile_copy
 where tag = ${tag}
   and deleted = 'NO'
   and status = 'A'
   and name is not null
 order by file#, recid;
