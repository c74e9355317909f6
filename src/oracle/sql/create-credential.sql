-- The operating system's user for external jobs. The password is the value of a bind variable, in hexadecimal UTF-8: it is in no
-- statement, and no character of it means anything to SQL*Plus.
-- ${package}  DBMS_CREDENTIAL, or DBMS_SCHEDULER before 12.1
-- ${owner}    user who owns the jobs
-- ${os_user}  quoted name of the operating system's user
begin
  ${package}.create_credential(credential_name => '${owner}.ICB_OS_USER', username => ${os_user},
    password => utl_i18n.raw_to_char(hextoraw(:os_password), 'AL32UTF8'));
end;
/
