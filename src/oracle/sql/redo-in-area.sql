-- How long ago the redo ends that has reached the backup area, in seconds by the database's own clock: for each open thread. And
-- where the control file believes the logs of the last days to be, with the age of the first and last redo in each.
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
select 'ICB|log|' || to_char(l.thread#) || '|' || to_char(l.sequence#) || '|' || to_char(greatest(0, round((sysdate - l.first_time) * 86400)))
       || '|' || to_char(greatest(0, round((sysdate - l.next_time) * 86400))) || '|' || l.name
  from v$archived_log l
  join v$database d on d.resetlogs_change# = l.resetlogs_change#
 where l.archived = 'YES'
   and l.deleted = 'NO'
   and l.status = 'A'
   and l.standby_dest = 'NO'
   and l.name is not null
   and l.next_time > sysdate - 3
 order by l.thread#, l.sequence#;
