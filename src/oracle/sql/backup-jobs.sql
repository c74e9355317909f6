-- State and latest runs of the jobs that setschedule makes, whoever the prefix of common users makes their owner.
-- ${backup_job}   quoted name of the job that starts backups
-- ${archlog_job}  quoted name of the job that looks for archived logs
select 'ICB|job|' || job_name || '|' || state || '|' || to_char(run_count) || '|' || to_char(failure_count)
  from dba_scheduler_jobs
 where owner like '%BACKUPEXEC'
   and job_name in (${backup_job}, ${archlog_job})
 order by job_name;
select 'ICB|run|' || job_name || '|' || status || '|' || to_char(actual_start_date, 'yyyy-mm-dd hh24:mi:ss tzh:tzm')
       || '|' || to_char(log_date, 'yyyy-mm-dd hh24:mi:ss tzh:tzm') || '|' || translate(substr(additional_info, 1, 500), chr(10) || chr(13), '  ')
  from dba_scheduler_job_run_details
 where owner like '%BACKUPEXEC'
   and job_name in (${backup_job}, ${archlog_job})
   and log_date > sysdate - 35
 order by log_date;
