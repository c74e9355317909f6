-- Disabling change tracking deletes the file it names: it is made to name one in the scratch folder first.
-- ${from}  quoted name of production's change tracking file
-- ${to}    quoted path in the scratch folder
alter database rename file ${from} to ${to};
alter database disable block change tracking;
