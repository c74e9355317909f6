import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe('queries of the simulated dictionary', () => {
  let lab: SqlplusLab;
  beforeAll(() => {
    lab = createSqlplusLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  it('law 1: current_scn moves by being asked, and time is local to the second', async () => {
    const statement = "select to_char(current_scn) || ' ' || to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss') from v$database";

    const [first, second] = [await lab.query(statement), await lab.query(statement)];

    const scns = [first, second].map((rows) => Number(rows[0]?.split(' ')[0]));
    expect(scns[1]).toBeGreaterThan(scns[0] ?? Number.POSITIVE_INFINITY);
    expect(first[0]).toMatch(/^\d+ 2026-03-01 10:00:00$/);
  });

  it('law 5: archived logs have one row for each destination', async () => {
    await lab.run('alter system archive log current;\n');

    const rows = await lab.query(
      "select thread# || '|' || dest_id || '|' || archived || '|' || deleted || '|' || status || '|' || count(*) over () from v$archived_log where sequence# = 1",
    );

    expect(rows).toEqual(['1|1|YES|NO|A|1']);
  });

  it('law 6: sys.smon_scn_time advances every five minutes', async () => {
    const statement = "select to_char(max(time_dp), 'hh24:mi:ss') from sys.smon_scn_time";
    lab.clock.advance(301_000);
    const before = await lab.query(statement);
    lab.clock.advance(200_000);
    const between = await lab.query(statement);
    lab.clock.advance(100_000);

    const after = await lab.query(statement);

    expect([before, between, after]).toEqual([['10:05:00'], ['10:05:00'], ['10:10:00']]);
  });

  it.each([
    ["select name from v$tablespace where ts# in (0, 3) order by 1 desc", ['USERS', 'SYSTEM']],
    ["select t.name || count(*) from v$datafile d join v$tablespace t on t.ts# = d.ts# group by t.name having count(*) = 1 order by t.name", ['EXAMPLE1', 'SYSAUX1', 'SYSTEM1', 'UNDOTBS11', 'USERS1']],
    ["select t.name from v$tablespace t left join v$datafile d on d.ts# = t.ts# and d.file# = 1 where d.file# is not null", ['SYSTEM']],
    ["with f (n) as (select file# from v$datafile) select to_char(max(n)) from f", ['5']],
    ["select to_char(file#) from (select file# from v$datafile order by file# desc) where rownum <= 2", ['5', '4']],
    ["select 'b' from dual union select 'a' from dual union all select 'a' from dual order by 1", ['a', 'a', 'b']],
    ["select to_char(file#) from v$datafile minus select to_char(file#) from v$datafile where file# > 2", ['1', '2']],
    ["select x from (select 'in' x from dual where exists (select 1 from v$datafile f where f.file# = 1))", ['in']],
    ["select d.name from v$tablespace d where (select count(*) from v$datafile f where f.ts# = d.ts# and f.status = 'SYSTEM') = 1", ['SYSTEM']],
    ["select to_char(inst_id) || host_name from gv$instance", ['1labhost']],
    ["select name from SYS.v_$database", ['ORCL']],
    ["select to_char(row_number() over (order by name desc)) || name from v$tablespace order by name fetch first 1 rows only", ['6EXAMPLE']],
    ["select NVL(max(error), 'none') from V$Archive_Dest where Status = 'VALID'", ['none']],
    ["select tablespace_name from dba_data_files where file_id = 4", ['USERS']],
    ["select to_char(next_change#) from v$log where status = 'CURRENT'", ['18446744073709551615']],
    ["select to_char(incarnation#) || status from v$database_incarnation", ['1CURRENT']],
    ["select status, count(*) c from v$datafile group by status order by c desc, status", ['ONLINE           4', 'SYSTEM           1']],
    ["select program from v$session", ['sqlplus@labhost (TNS V1-V3)']],
    ["select null from dual order by 1", ['']],
  ])('%s', async (statement, rows) => {
    expect(await lab.query(statement)).toEqual(rows);
  });

  it('sorts NULLs behind everything, and before everything in descending order', async () => {
    const values = "select 'x' v from dual union all select null from dual union all select 'a' from dual";

    const ascending = await lab.query(`select nvl(v, '-') from (${values}) order by v`);
    const descending = await lab.query(`select nvl(v, '-') from (${values}) order by v desc`);

    expect([ascending.join(''), descending.join('')]).toEqual(['ax-', '-xa']);
  });

  it('describes a view', async () => {
    const { output } = await lab.run('desc v$block_change_tracking\n');

    expect(output).toContain(' FILENAME                                           VARCHAR2(513)\n');
  });
});
