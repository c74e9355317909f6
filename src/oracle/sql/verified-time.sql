-- Newest time among the restored data.
-- ${query}  the site's query: one DATE in one row
select 'ICB|verified|' || to_char((${query}), 'yyyy-mm-dd hh24:mi:ss')
  from dual;
