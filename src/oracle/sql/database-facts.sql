-- What kind of database this is: asked once per run, before anything is decided.
-- (no placeholders)
select 'ICB|instance|' || instance_name || '|' || version || '|' || status || '|' || host_name
  from v$instance;
select 'ICB|database|' || to_char(dbid) || '|' || name || '|' || db_unique_name || '|' || log_mode || '|' || open_mode
       || '|' || database_role || '|' || to_char(resetlogs_change#) || '|' || to_char(resetlogs_time, 'yyyy-mm-dd hh24:mi:ss')
  from v$database;
select 'ICB|incarnation|' || to_char(resetlogs_id)
  from v$database_incarnation
 where status = 'CURRENT';
select 'ICB|banner|' || banner
  from v$version;
