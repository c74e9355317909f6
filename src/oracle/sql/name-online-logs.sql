-- Statements that give every online log of a restored database a place of its own: its name is still production's.
-- ${folder}  quoted folder, with a slash at its end
select 'alter database rename file ''' || f.member || ''' to ''' || ${folder} || 'redo_' || to_char(f.group#) || '_'
       || to_char((select count(*) from v$logfile o where o.group# = f.group# and o.member <= f.member)) || '.log'';'
  from v$logfile f
 order by f.group#, f.member;
