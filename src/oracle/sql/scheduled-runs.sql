-- What the scheduled jobs start, and how their runs ended.
-- ${owner}  quoted name of the user who owns them
select 'ICB|program|' || program_name || '|' || program_type || '|' || program_action
  from dba_scheduler_programs
 where owner = ${owner}
   and program_type = 'EXECUTABLE'
 order by program_name;
select 'ICB|argument|' || program_name || '|' || to_char(argument_position) || '|' || default_value
  from dba_scheduler_program_args
 where owner = ${owner}
 order by program_name, argument_position;
select 'ICB|run|' || job_name || '|' || status || '|' || to_char(log_date, 'yyyy-mm-dd hh24:mi:ss')
  from dba_scheduler_job_run_details
 where owner = ${owner}
 order by log_date;
