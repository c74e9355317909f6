-- RMAN commands that make the image copies of the clone the datafiles of a restored container database. Those of PDB$SEED are
-- restored from their copies instead: it is read only, so that they could not be moved out of the clone later.
-- (no placeholders)
select case
         when con_id = 2 then 'run { set newname for datafile ' || to_char(file#) || ' to new; restore datafile ' || to_char(file#)
                              || '; switch datafile ' || to_char(file#) || '; }'
         else 'switch datafile ' || to_char(file#) || ' to copy;'
       end
  from v$datafile
 order by file#;
