-- Level 1 incrementals of our tag that are still recorded: what an interrupted refresh left unmerged.
-- ${tag}  tag of the incrementals, upper case as the dictionary stores it
select 'ICB|unmerged|' || to_char(d.file#) || '|' || to_char(d.checkpoint_change#)
  from v$backup_datafile d
  join v$backup_piece p on p.set_stamp = d.set_stamp and p.set_count = d.set_count
 where p.tag = ${tag}
   and p.deleted = 'NO'
   and d.incremental_level = 1
   and d.file# > 0
 order by d.file#;
