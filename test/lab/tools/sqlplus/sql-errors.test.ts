import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

/** Statement, error, and the text under whose first character the asterisk stands. */
const errors: readonly (readonly [statement: string, error: string, at: string])[] = [
  ['select * from nosuch', 'ORA-00942: table or view does not exist', 'nosuch'],
  ['select * from app.v$database', 'ORA-00942: table or view does not exist', 'app'],
  ['select nosuch from dual', 'ORA-00904: "NOSUCH": invalid identifier', 'nosuch'],
  ['select d.nosuch from dual d', 'ORA-00904: "D"."NOSUCH": invalid identifier', 'd.nosuch'],
  ['select "dummy" from dual', 'ORA-00904: "dummy": invalid identifier', '"dummy"'],
  ['select nosuch(1) from dual', 'ORA-00904: "NOSUCH": invalid identifier', 'nosuch'],
  ['select name from v$database a, v$tablespace b', 'ORA-00918: column ambiguously defined', 'name'],
  ['select 1', 'ORA-00923: FROM keyword not found where expected', ''],
  ['select from dual', 'ORA-00936: missing expression', 'from'],
  ['select 1 from dual where', 'ORA-00936: missing expression', ''],
  ['select 1 from dual where dummy', 'ORA-00920: invalid relational operator', ''],
  ['select (1 from dual', 'ORA-00907: missing right parenthesis', 'from'],
  ['select 1 from dual limit 10', 'ORA-00933: SQL command not properly ended', '10'],
  ['select 1 from dual as d', 'ORA-00933: SQL command not properly ended', 'as'],
  ['select count(*), dummy from dual', 'ORA-00937: not a single-group group function', 'dummy'],
  ['select dummy, count(*) from dual group by 1', 'ORA-00979: not a GROUP BY expression', 'dummy'],
  ['select 1 from dual where count(*) > 0', 'ORA-00934: group function is not allowed here', 'count'],
  ['select count(*) from v$log order by group#', 'ORA-00937: not a single-group group function', 'group#'],
  ['select 1 from dual union all select 1, 2 from dual', 'ORA-01789: query block has incorrect number of result columns', 'select'],
  ["select 1 from dual union all select 'x' from dual", 'ORA-01790: expression must have same datatype as corresponding expression', 'select'],
  ["select case when 1 = 1 then 1 else 'x' end from dual", 'ORA-00932: inconsistent datatypes: expected NUMBER got CHAR', 'case'],
  ['select sysdate + sysdate from dual', 'ORA-00975: date + date not allowed', 'sysdate'],
  ["select to_number('x') from dual", 'ORA-01722: invalid number', 'select'],
  ["select 1 from dual where dummy = 1", 'ORA-01722: invalid number', 'select'],
  ["select nvl(1, 'none') from dual where nvl(null, 1) = 2 or to_number('a') = 1", 'ORA-01722: invalid number', 'select'],
  ['select 1 / 0 from dual', 'ORA-01476: divisor is equal to zero', 'select'],
  ["select to_date('2026-13-01', 'yyyy-mm-dd') from dual", 'ORA-01843: not a valid month', 'select'],
  ["select to_date('2026-02-30', 'yyyy-mm-dd') from dual", 'ORA-01839: date not valid for month specified', 'select'],
  ["select to_date('2026-02-03 10', 'yyyy-mm-dd') from dual", 'ORA-01830: date format picture ends before converting entire input string', 'select'],
  ["select to_char(sysdate, 'yyyy-nn') from dual", 'ORA-01821: date format not recognized', 'select'],
  ['select (select file# from v$datafile) from dual', 'ORA-01427: single-row subquery returns more than one row', 'select'],
  ['select substr(dummy) from dual', 'ORA-00938: not enough arguments for function', 'substr'],
  ["select 1 from dual where dummy like 'a!b' escape '!'", 'ORA-01424: missing or illegal character following the escape character', 'select'],
  ['select ~1 from dual', 'ORA-00911: invalid character', '~'],
  ['insert into t values (1)', 'ORA-00942: table or view does not exist', 't values'],
  ['alter system archive log next', 'ORA-02065: illegal option for ALTER SYSTEM', 'next'],
  ['alter system set nosuch = 1', 'ORA-02065: illegal option for ALTER SYSTEM', 'alter'],
  ['alter database do something', 'ORA-02231: missing or invalid option to ALTER DATABASE', 'do'],
  ["alter system set undo_tablespace=x sid='other'", 'ORA-32018: parameter cannot be modified in memory on another instance', 'alter'],
  ['alter session set nosuch = 1', 'ORA-02248: invalid option for ALTER SESSION', 'nosuch'],
  ['create nosuch thing', 'ORA-00901: invalid CREATE command', 'nosuch'],
  ['create user u', 'ORA-00922: missing or invalid option', ''],
  ['grant fly to u', 'ORA-00990: missing or invalid privilege', 'grant'],
];

describe('errors of the simulated Oracle', () => {
  let lab: SqlplusLab;
  beforeAll(() => {
    lab = createSqlplusLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  it.each(errors)('%s: %s', async (statement, error, at) => {
    const { output, exitCode } = await lab.run(`whenever sqlerror exit failure\n${statement};\n`);

    const column = at === '' ? statement.length : statement.indexOf(at);
    expect(output).toBe(`${statement}\n${' '.repeat(column)}*\nERROR at line 1:\n${error}\n\n\n`);
    expect(exitCode).toBe(1);
  });

  it('admits what it does not simulate', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure\nselect max(count(*)) from v$log group by status;\n');

    expect(output).toMatch(/ORA-03001: unimplemented feature\nin this simulation: /);
    expect(exitCode).toBe(1);
  });

  it('names the line of a statement of several lines', async () => {
    const { output } = await lab.run('select dummy,\n       nosuch\n  from dual;\n');

    expect(output).toBe('       nosuch\n       *\nERROR at line 2:\nORA-00904: "NOSUCH": invalid identifier\n\n\n');
  });

  it('shows no place for a string without end', async () => {
    const { output } = await lab.run("select 'abc from dual;\n");

    expect(output).toBe('ERROR:\nORA-01756: quoted string not properly terminated\n\n\n');
  });

  it('reports PL/SQL it cannot compile the way PL/SQL does', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure\nbegin\n  dbms_nosuch.go;\nend;\n/\n');

    expect(output).toBe(
      [
        '  dbms_nosuch.go;',
        '  *',
        'ERROR at line 2:',
        'ORA-06550: line 2, column 3:',
        "PLS-00201: identifier 'DBMS_NOSUCH.GO' must be declared",
        'ORA-06550: line 2, column 3:',
        'PL/SQL: Statement ignored',
        '\n\n',
      ].join('\n'),
    );
    expect(exitCode).toBe(1);
  });
});
