-- Let the user who owns the backup jobs run them.
-- ${privilege}  system privilege
-- ${user}       name of the user
grant ${privilege} to ${user};
