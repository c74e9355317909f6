-- Statements that move every datafile that still lies in the clone to DB_CREATE_FILE_DEST, while the database is open.
-- ${clone}  quoted folder of the clone, with a slash at its end
select 'alter database move datafile ' || to_char(file#) || ';'
  from v$datafile
 where substr(name, 1, length(${clone})) = ${clone}
 order by file#;
