-- Where a primary ships its redo, and how that fares. Runs on the primary.
-- (no placeholders)
select 'ICB|transport|' || to_char(dest_id) || '|' || lower(db_unique_name) || '|' || status || '|' || error
  from v$archive_dest
 where target = 'STANDBY'
   and status <> 'INACTIVE'
 order by dest_id;
