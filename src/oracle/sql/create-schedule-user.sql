-- Make the user who owns the backup jobs. Nobody logs in as this user: no password, and locked.
-- ${user}            its name; in a container database that of a common user
-- ${authentication}  NO AUTHENTICATION, or IDENTIFIED EXTERNALLY before 18c
create user ${user} ${authentication} account lock;
