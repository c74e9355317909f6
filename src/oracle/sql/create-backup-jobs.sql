-- Programs, schedules and jobs. A program is started without shell and environment: absolute paths, each word an argument. The
-- job that looks for missing archived logs only asks the dictionary; where one is missing it runs the job that has no schedule,
-- in its own session, so that it fails when that one does.
-- ${owner}             user who owns them
-- ${program}           quoted absolute path of icb
-- ${configuration}     quoted absolute path of the configuration file
-- ${database}          quoted name of the database
-- ${folder}            quoted folder of archived logs in the backup area, with / at its end
-- ${backup_schedule}   quoted calendar expression
-- ${archlog_schedule}  quoted calendar expression
-- ${backup_enabled}    TRUE or FALSE
begin
  dbms_scheduler.create_program(program_name => '${owner}.ICB_BACKUP_PROGRAM', program_type => 'EXECUTABLE', program_action => ${program},
    number_of_arguments => 5, enabled => false, comments => 'icb: image copy backup with snapshot');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_BACKUP_PROGRAM', argument_position => 1, argument_type => 'VARCHAR2', default_value => '--config');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_BACKUP_PROGRAM', argument_position => 2, argument_type => 'VARCHAR2', default_value => ${configuration});
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_BACKUP_PROGRAM', argument_position => 3, argument_type => 'VARCHAR2', default_value => 'backup');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_BACKUP_PROGRAM', argument_position => 4, argument_type => 'VARCHAR2', default_value => ${database});
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_BACKUP_PROGRAM', argument_position => 5, argument_type => 'VARCHAR2', default_value => 'imagecopywithsnap');
  dbms_scheduler.enable(name => '${owner}.ICB_BACKUP_PROGRAM');

  dbms_scheduler.create_program(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', program_type => 'EXECUTABLE', program_action => ${program},
    number_of_arguments => 5, enabled => false, comments => 'icb: copies archived logs the backup area lacks');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', argument_position => 1, argument_type => 'VARCHAR2', default_value => '--config');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', argument_position => 2, argument_type => 'VARCHAR2', default_value => ${configuration});
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', argument_position => 3, argument_type => 'VARCHAR2', default_value => 'backup');
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', argument_position => 4, argument_type => 'VARCHAR2', default_value => ${database});
  dbms_scheduler.define_program_argument(program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM', argument_position => 5, argument_type => 'VARCHAR2', default_value => 'missingarchlog');
  dbms_scheduler.enable(name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM');

  dbms_scheduler.create_program(program_name => '${owner}.ICB_ARCHLOG_PROGRAM', program_type => 'PLSQL_BLOCK', program_action => q'{
begin
  for missing in (select 1
                    from (select thread#, sequence#,
                                 max(case when substr(name, 1, length(${folder})) = ${folder} then 1 else 0 end) as is_here
                            from v$archived_log
                           where archived = 'YES'
                             and deleted = 'NO'
                             and status = 'A'
                             and standby_dest = 'NO'
                             and name is not null
                             and resetlogs_change# = (select resetlogs_change# from v$database)
                           group by thread#, sequence#)
                   where is_here = 0
                     and rownum <= 1) loop
    dbms_scheduler.run_job(job_name => 'ICB_MISSINGARCHLOG_JOB', use_current_session => true);
  end loop;
end;}',
    number_of_arguments => 0, enabled => true, comments => 'icb: looks for archived logs the backup area lacks');

  dbms_scheduler.create_schedule(schedule_name => '${owner}.ICB_BACKUP_SCHEDULE', repeat_interval => ${backup_schedule}, comments => 'icb: schedulebackup');
  dbms_scheduler.create_schedule(schedule_name => '${owner}.ICB_ARCHLOG_SCHEDULE', repeat_interval => ${archlog_schedule}, comments => 'icb: schedulearchlog');

  dbms_scheduler.create_job(job_name => '${owner}.ICB_MISSINGARCHLOG_JOB', program_name => '${owner}.ICB_MISSINGARCHLOG_PROGRAM',
    job_class => 'ICB_JOB_CLASS', credential_name => '${owner}.ICB_OS_USER', enabled => false, auto_drop => false,
    comments => 'icb: no schedule, run by ICB_ARCHLOG_JOB when an archived log is missing');
  dbms_scheduler.create_job(job_name => '${owner}.ICB_ARCHLOG_JOB', program_name => '${owner}.ICB_ARCHLOG_PROGRAM', schedule_name => '${owner}.ICB_ARCHLOG_SCHEDULE',
    job_class => 'ICB_JOB_CLASS', enabled => true, auto_drop => false, comments => 'icb: looks for archived logs the backup area lacks');
  dbms_scheduler.create_job(job_name => '${owner}.ICB_BACKUP_JOB', program_name => '${owner}.ICB_BACKUP_PROGRAM', schedule_name => '${owner}.ICB_BACKUP_SCHEDULE',
    job_class => 'ICB_JOB_CLASS', credential_name => '${owner}.ICB_OS_USER', enabled => ${backup_enabled}, auto_drop => false,
    comments => 'icb: image copy backup with snapshot');
end;
/
