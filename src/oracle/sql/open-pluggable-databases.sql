-- Open the pluggable databases of a restored container database for use.
-- ${except}  nothing, or ` except` with the names of those that cannot be opened
alter pluggable database all${except} open;
