-- A restored database has no flashback logs, and would not open for want of them.
-- (no placeholders)
alter database flashback off;
