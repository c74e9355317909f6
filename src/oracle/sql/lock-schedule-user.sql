-- Keep the user who owns the backup jobs locked: jobs need no login.
-- ${user}  its name
alter user ${user} account lock;
