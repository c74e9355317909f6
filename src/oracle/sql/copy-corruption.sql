-- What was found in image copies. Rows stay when a copy is mended: those of one check are the new ones.
-- (no placeholders)
select 'ICB|corruption|' || to_char(c.recid) || '|' || to_char(c.file#) || '|' || to_char(c.block#) || '|' || to_char(c.blocks)
       || '|' || c.corruption_type
  from v$copy_corruption c
 order by c.recid;
