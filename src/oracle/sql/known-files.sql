-- Every file a restored control file knows. Asked before anything could touch one of them.
-- (no placeholders)
select 'ICB|database|' || to_char(dbid) || '|' || name || '|' || flashback_on
  from v$database;
select 'ICB|file|datafile|' || name
  from v$datafile
 where name is not null;
select 'ICB|file|tempfile|' || name
  from v$tempfile
 where name is not null;
select 'ICB|file|online log|' || member
  from v$logfile
 where member is not null;
select 'ICB|file|control file|' || name
  from v$controlfile
 where name is not null;
select 'ICB|file|change tracking file|' || filename
  from v$block_change_tracking
 where filename is not null;
select 'ICB|file|archived log|' || name
  from v$archived_log
 where deleted = 'NO'
   and name is not null;
select 'ICB|file|datafile copy|' || name
  from v$datafile_copy
 where deleted = 'NO'
   and name is not null;
select 'ICB|file|backup piece|' || handle
  from v$backup_piece
 where deleted = 'NO'
   and handle is not null;
select 'ICB|banner|' || banner
  from v$version;
