-- Open a restored database for use: a new incarnation begins.
-- (no placeholders)
alter database open resetlogs;
