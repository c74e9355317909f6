-- Archive destinations: what the parameters say and how each destination fares.
-- (no placeholders)
select 'ICB|parameter|' || name || '|' || value
  from v$parameter
 where name like 'log\_archive\_dest\_%' escape '\'
    or name in ('db_recovery_file_dest', 'db_create_file_dest', 'log_archive_dest')
 order by name;
select 'ICB|destination|' || to_char(dest_id) || '|' || status || '|' || destination || '|' || error
  from v$archive_dest
 where status <> 'INACTIVE'
 order by dest_id;
select 'ICB|changetracking|' || status
  from v$block_change_tracking;
