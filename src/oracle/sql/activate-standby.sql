-- Make a restored standby a primary of a new incarnation, and open it. Its control file is a standby's: OPEN RESETLOGS would be
-- refused (ORA-01666). Not confirmed at a real database after incomplete recovery.
-- (no placeholders)
alter database activate standby database;
alter database open;
