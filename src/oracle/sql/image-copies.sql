-- Datafiles, and the image copies made of them under our tag.
-- ${tag}  tag of the image copies, upper case as the dictionary stores it
select 'ICB|datafile|' || to_char(file#) || '|' || to_char(creation_change#) || '|' || enabled || '|' || status
       || '|' || to_char(bytes) || '|' || name
  from v$datafile
 order by file#;
select 'ICB|datafiles|' || to_char(count(*))
  from v$datafile;
select 'ICB|copy|' || to_char(recid) || '|' || to_char(file#) || '|' || to_char(creation_change#) || '|' || to_char(checkpoint_change#)
       || '|' || to_char(checkpoint_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || to_char(absolute_fuzzy_change#)
       || '|' || to_char(completion_time, 'yyyy-mm-dd hh24:mi:ss') || '|' || name
  from v$datafile_copy
 where tag = ${tag}
   and deleted = 'NO'
   and status = 'A'
   and name is not null
 order by file#, recid;
