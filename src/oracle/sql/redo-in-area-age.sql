-- How long ago the redo ends that has reached the backup area, in seconds by the database's own clock: for each open thread.
-- ${folder}  quoted path of the folder the database archives to, with / at its end
select 'ICB|database|' || to_char(dbid)
  from v$database;
select 'ICB|redo|' || to_char(l.thread#) || '|' || to_char(greatest(0, round((sysdate - max(l.next_time)) * 86400)))
  from v$archived_log l
  join v$thread t on t.thread# = l.thread#
 where l.archived = 'YES'
   and l.deleted = 'NO'
   and l.status = 'A'
   and t.status = 'OPEN'
   and substr(l.name, 1, length(${folder})) = ${folder}
 group by l.thread#
 order by l.thread#;
