-- Give a file of the restored database, such as an online log, a place of its own.
-- ${from}  quoted name in the control file
-- ${to}    quoted path
alter database rename file ${from} to ${to};
