-- Newest time among the restored data of a pluggable database.
-- ${container}  its name
-- ${query}      the site's query: one DATE in one row
alter session set container = ${container};
select 'ICB|verified|' || to_char((${query}), 'yyyy-mm-dd hh24:mi:ss')
  from dual;
