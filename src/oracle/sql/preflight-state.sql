-- What only the preflight asks: room in the recovery area, parameters that backups and jobs hang on, use of Direct NFS, how the
-- database is open, and whether a restore needs a keystore.
-- (no placeholders)
select 'ICB|recoveryarea|' || to_char(space_limit) || '|' || to_char(space_used) || '|' || to_char(space_reclaimable)
  from v$recovery_file_dest;
select 'ICB|parameter|' || name || '|' || value
  from v$parameter
 where name in ('cluster_database', 'control_file_record_keep_time', 'job_queue_processes')
 order by name;
select 'ICB|directnfs|' || svrname || '|' || dirname
  from v$dnfs_servers;
select 'ICB|openmode|' || open_mode
  from v$database;
select 'ICB|encrypted|' || to_char(count(*))
  from v$encrypted_tablespaces;
