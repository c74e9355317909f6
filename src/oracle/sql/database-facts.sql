-- What kind of database this is: asked once per run, before anything is decided.
-- (no placeholders)
select 'ICB|instance|' || version || '|' || host_name
  from v$instance;
select 'ICB|database|' || to_char(dbid) || '|' || db_unique_name || '|' || log_mode || '|' || database_role
  from v$database;
select 'ICB|incarnation|' || to_char(resetlogs_id)
  from v$database_incarnation
 where status = 'CURRENT';
select 'ICB|banner|' || banner
  from v$version;
