-- Let the Scheduler read a calendar expression, before anything is changed.
-- ${expression}  quoted calendar expression
declare
  next_run timestamp with time zone;
begin
  dbms_scheduler.evaluate_calendar_string(calendar_string => ${expression}, start_date => systimestamp, return_date_after => systimestamp, next_run_date => next_run);
end;
/
