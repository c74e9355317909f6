-- Drop a job, program, schedule or credential of ours, to make it anew. Without FORCE: that would kill a job that runs.
-- ${package}  DBMS_SCHEDULER, or DBMS_CREDENTIAL for credentials since 12.1
-- ${kind}     job, program, schedule or credential
-- ${owner}    user who owns it
-- ${name}     its name
begin
  ${package}.drop_${kind}(${kind}_name => '${owner}.${name}', force => false);
end;
/
