-- Initialization parameters that an instance needs to open a restored copy of this database, and whether it needs a keystore.
-- (no placeholders)
select 'ICB|parameter|' || name || '|' || value
  from v$parameter
 where name in ('db_name', 'undo_tablespace', 'compatible', 'db_block_size', 'db_files', 'enable_pluggable_database')
 order by name;
select 'ICB|encrypted|' || to_char(count(*))
  from v$encrypted_tablespaces;
