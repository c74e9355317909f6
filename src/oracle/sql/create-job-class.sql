-- The class of the backup jobs: every run is logged, for 100 days.
-- (no placeholders)
begin
  dbms_scheduler.create_job_class(job_class_name => 'ICB_JOB_CLASS', logging_level => dbms_scheduler.logging_runs, log_history => 100, comments => 'icb: image copy backups');
end;
/
