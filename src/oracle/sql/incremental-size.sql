-- How much the level 1 incrementals taken since an SCN held.
-- ${since_scn}  SCN read before the refresh
select 'ICB|incremental|' || to_char(nvl(sum(blocks * block_size), 0))
  from v$backup_datafile
 where incremental_level = 1
   and file# > 0
   and checkpoint_change# >= ${since_scn};
