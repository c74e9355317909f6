-- Names of the datafiles that recovery is about to change.
-- (no placeholders)
select 'ICB|datafile|' || to_char(file#) || '|' || name
  from v$datafile
 order by file#;
