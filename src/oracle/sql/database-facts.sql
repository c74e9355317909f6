-- What kind of database this is: asked once per run, before anything is decided. File 1 is of the root: a session
-- in a pluggable database sees that one's files only.
-- (no placeholders)
select 'ICB|instance|' || version || '|' || host_name
  from v$instance;
select 'ICB|database|' || to_char(dbid) || '|' || db_unique_name || '|' || log_mode || '|' || database_role
  from v$database;
select 'ICB|incarnation|' || to_char(resetlogs_id) || '|' || to_char(resetlogs_change#)
  from v$database_incarnation
 where status = 'CURRENT';
select 'ICB|rootfiles|' || to_char(count(*))
  from v$datafile
 where file# = 1;
select 'ICB|banner|' || banner
  from v$version;
