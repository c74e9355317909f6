-- Switch every open redo thread and archive what was current. Runs on the primary.
-- (no placeholders)
alter system archive log current;
