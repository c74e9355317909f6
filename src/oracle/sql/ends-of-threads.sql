-- Where the archived logs end that are known and usable now, by incarnation and thread.
-- (no placeholders)
select i.incarnation#, i.status, l.thread#, max(l.sequence#) as last_sequence, to_char(max(l.next_change#)) as until_scn,
       to_char(max(l.next_time), 'yyyy-mm-dd hh24:mi:ss') as until_time
  from v$archived_log l
  join v$database_incarnation i on i.resetlogs_id = l.resetlogs_id
 where l.deleted = 'NO'
   and l.archived = 'YES'
   and l.status = 'A'
   and l.name is not null
 group by i.incarnation#, i.status, l.thread#
 order by i.incarnation#, l.thread#;
