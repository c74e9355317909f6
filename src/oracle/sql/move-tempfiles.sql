-- RMAN commands that let each temporary file of a restored database be made in DB_CREATE_FILE_DEST when it opens.
-- (no placeholders)
select 'run { set newname for tempfile ' || to_char(file#) || ' to new; switch tempfile ' || to_char(file#) || '; }'
  from v$tempfile
 order by file#;
