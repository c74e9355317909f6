-- Store the result of a restore test, unless it is there already. The text of its log stays out: SQL*Plus cannot carry it.
-- ${database}    quoted DB_UNIQUE_NAME
-- ${started}     quoted local time, yyyy-mm-dd hh24:mi:ss
-- ${finished}    the same
-- ${success}     1 or 0
-- ${logfile}     quoted path
-- ${difference}  seconds, or null
-- ${snapshot}    quoted, or null
-- ${target}      quoted local time, or null
-- ${validated}   1 or 0
insert into restoreaction (id, db_unique_name, start_time, finish_time, success, logfile,
       verificationtimediffseconds, snapid, restore_target, validated_corruption)
select restoreaction_seq.nextval,
       ${database},
       to_date(${started}, 'yyyy-mm-dd hh24:mi:ss'),
       to_date(${finished}, 'yyyy-mm-dd hh24:mi:ss'),
       ${success},
       ${logfile},
       ${difference},
       ${snapshot},
       to_date(${target}, 'yyyy-mm-dd hh24:mi:ss'),
       ${validated}
  from dual
 where not exists (
       select 1
         from restoreaction
        where db_unique_name = ${database}
          and start_time = to_date(${started}, 'yyyy-mm-dd hh24:mi:ss')
          and finish_time = to_date(${finished}, 'yyyy-mm-dd hh24:mi:ss')
          and logfile = ${logfile});
commit;
