-- What the job that looks for missing archived logs reads, and the class the jobs run in.
-- ${user}  name of the user who owns the jobs
grant select on sys.v_$archived_log to ${user};
grant select on sys.v_$database to ${user};
grant execute on sys.icb_job_class to ${user};
