-- RMAN's persistent configuration, to tell afterwards what a run changed.
-- (no placeholders)
select 'ICB|configuration|' || name || '|' || value
  from v$rman_configuration
 order by conf#;
