-- The first number above those in the result catalog.
-- (no placeholders)
select 'ICB|next|' || to_char(nvl(max(id), 0) + 1)
  from restoreaction;
