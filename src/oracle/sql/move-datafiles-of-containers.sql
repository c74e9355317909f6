-- Statements that move every datafile of a container database that still lies in the clone to DB_CREATE_FILE_DEST, while it is
-- open: each in the container that it belongs to.
-- ${clone}  quoted folder of the clone, with a slash at its end
select 'alter session set container = ' || c.name || ';' || chr(10) || 'alter database move datafile ' || to_char(d.file#) || ';'
  from v$datafile d
  join v$containers c on c.con_id = d.con_id
 where substr(d.name, 1, length(${clone})) = ${clone}
 order by d.con_id, d.file#;
