-- Open the pluggable databases of a restored container database for use.
-- (no placeholders)
alter pluggable database all open;
