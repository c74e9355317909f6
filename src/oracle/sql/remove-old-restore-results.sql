-- Remove old results of restore tests from the result catalog.
-- ${oldest}  quoted local time, yyyy-mm-dd hh24:mi:ss: what started before it goes
delete from restoreaction
 where start_time < to_date(${oldest}, 'yyyy-mm-dd hh24:mi:ss');
commit;
