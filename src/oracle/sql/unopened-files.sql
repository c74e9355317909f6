-- Online logs and temporary files whose names are still production's.
-- (no placeholders)
select 'ICB|log|' || to_char(group#) || '|' || member
  from v$logfile
 order by group#, member;
select 'ICB|tempfile|' || to_char(file#) || '|' || name
  from v$tempfile
 order by file#;
select 'ICB|database|' || database_role
  from v$database;
