-- What the Scheduler has of the user who owns the backup jobs, and which jobs of others use it.
-- ${owner}        quoted name of the user
-- ${job_class}    quoted name of the job class
-- ${credentials}  the view of credentials: another one since 12.1
select 'ICB|user|' || username || '|' || account_status
  from dba_users
 where username = ${owner};
select 'ICB|object|job class|' || job_class_name || '|'
  from dba_scheduler_job_classes
 where job_class_name = ${job_class};
select 'ICB|job|' || owner || '|' || job_name || '|' || state || '|' || program_name || '|' || schedule_name || '|' || credential_name
  from dba_scheduler_jobs
 where owner = ${owner}
    or program_owner = ${owner}
    or schedule_owner = ${owner}
    or credential_owner = ${owner}
 order by owner, job_name;
select 'ICB|object|program|' || program_name || '|'
  from dba_scheduler_programs
 where owner = ${owner}
 order by program_name;
select 'ICB|object|schedule|' || schedule_name || '|' || repeat_interval
  from dba_scheduler_schedules
 where owner = ${owner}
 order by schedule_name;
select 'ICB|object|credential|' || credential_name || '|' || username
  from ${credentials}
 where owner = ${owner}
 order by credential_name;
