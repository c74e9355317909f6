-- Where the files of the database live, and what an instance needs to open it: what somebody must know who has lost it.
-- (no placeholders)
select 'ICB|database|' || name || '|' || flashback_on
  from v$database;
select 'ICB|characterset|' || value
  from v$nls_parameters
 where parameter = 'NLS_CHARACTERSET';
select 'ICB|instance|' || to_char(inst_id) || '|' || instance_name || '|' || host_name || '|' || to_char(thread#)
  from gv$instance
 order by inst_id;
select 'ICB|undo|' || to_char(inst_id) || '|' || value
  from gv$parameter
 where name = 'undo_tablespace'
 order by inst_id;
select 'ICB|parameter|' || name || '|' || value
  from v$parameter
 where name in ('cluster_database', 'compatible', 'db_block_size', 'db_create_file_dest', 'db_create_online_log_dest_1', 'db_domain',
                'db_files', 'db_name', 'db_recovery_file_dest', 'db_recovery_file_dest_size', 'db_unique_name',
                'enable_pluggable_database', 'memory_target', 'pga_aggregate_target', 'processes', 'sga_target', 'spfile',
                'tde_configuration', 'undo_tablespace', 'wallet_root')
   and value is not null
 order by name;
select 'ICB|thread|' || to_char(thread#) || '|' || status || '|' || instance
  from v$thread
 order by thread#;
select 'ICB|onlinelog|' || to_char(l.group#) || '|' || to_char(l.thread#) || '|' || to_char(l.bytes) || '|' || f.member
  from v$log l
  join v$logfile f on f.group# = l.group#
 order by l.group#, f.member;
select 'ICB|datafile|' || to_char(file#) || '|' || to_char(bytes) || '|' || name
  from v$datafile
 order by file#;
select 'ICB|tempfile|' || to_char(file#) || '|' || to_char(bytes) || '|' || name
  from v$tempfile
 order by file#;
select 'ICB|controlfile|' || name
  from v$controlfile
 where name is not null
 order by name;
select 'ICB|changetracking|' || filename
  from v$block_change_tracking
 where status = 'ENABLED';
select 'ICB|encrypted|' || to_char(count(*))
  from v$encrypted_tablespaces;
