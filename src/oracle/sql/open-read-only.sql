-- Open a restored database without changing it.
-- (no placeholders)
alter database open read only;
