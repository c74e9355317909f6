-- Statements that let a restored control file leave what production had beside its datafiles. Flashback: without its logs the
-- database would not open. Block change tracking: disabling it deletes the file that the control file names, so it is made to
-- name another one first. Where neither was on there are no statements.
-- ${to}  quoted path for the change tracking file
select 'alter database flashback off;'
  from v$database
 where flashback_on <> 'NO';
select 'alter database rename file ''' || filename || ''' to ''' || ${to} || ''';' || chr(10) || 'alter database disable block change tracking;'
  from v$block_change_tracking
 where filename is not null;
