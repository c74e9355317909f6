-- What the block check found.
-- (no placeholders)
select 'ICB|corruption|' || to_char(file#) || '|' || to_char(block#) || '|' || to_char(blocks) || '|' || corruption_type
  from v$database_block_corruption
 order by file#, block#;
