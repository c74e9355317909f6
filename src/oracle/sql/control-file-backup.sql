-- The backup set that the fixed-name backup of the control file belongs to.
-- ${piece}  quoted path of the backup piece
select 'ICB|backupset|' || to_char(s.recid)
  from v$backup_piece p
  join v$backup_set s on s.set_stamp = p.set_stamp and s.set_count = p.set_count
 where p.handle = ${piece}
   and p.status = 'A'
   and p.deleted = 'NO'
 order by s.recid;
