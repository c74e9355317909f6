-- How far the archived logs reach that are known and usable now: where the first of the threads ends. Of the newest incarnation:
-- cataloging a log of a later one has made that the goal of recovery.
-- (no placeholders)
select to_char(min(last_scn))
  from (select l.thread#, max(l.next_change#) as last_scn
          from v$archived_log l
          join v$thread t on t.thread# = l.thread#
         where l.deleted = 'NO'
           and l.archived = 'YES'
           and l.status = 'A'
           and l.name is not null
           and t.enabled <> 'DISABLED'
           and l.resetlogs_id = (select resetlogs_id from v$database_incarnation where status = 'CURRENT')
         group by l.thread#);
