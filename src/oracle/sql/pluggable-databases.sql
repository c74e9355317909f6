-- Pluggable databases of a container database: how each is open, in which state it is (DBA_PDBS needs an open root), and which
-- datafiles are its own.
-- (no placeholders)
select 'ICB|pdb|' || p.name || '|' || p.open_mode || '|' || p.restricted || '|' || d.status
  from v$pdbs p
  left join dba_pdbs d on d.pdb_id = p.con_id
 where p.name <> 'PDB$SEED'
 order by p.con_id;
select 'ICB|pdbfile|' || p.name || '|' || to_char(d.file#)
  from v$pdbs p
  join v$datafile d on d.con_id = p.con_id
 order by d.file#;
