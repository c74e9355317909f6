-- Pluggable databases of a container database: how each is open, and in which state it is (DBA_PDBS needs an open root).
-- (no placeholders)
select 'ICB|pdb|' || p.name || '|' || p.open_mode || '|' || p.restricted || '|' || d.status
  from v$pdbs p
  left join dba_pdbs d on d.pdb_id = p.con_id
 where p.name <> 'PDB$SEED'
 order by p.con_id;
