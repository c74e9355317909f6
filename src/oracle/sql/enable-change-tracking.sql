-- Let incrementals read changed blocks only (Enterprise Edition); the file goes to DB_CREATE_FILE_DEST.
-- (no placeholders)
alter database enable block change tracking;
