import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

// The lab's time stands at 2026-03-01 10:00:00, a Sunday.
const expressions: readonly (readonly [expression: string, value: string])[] = [
  ["'a' || null || 'b'", 'ab'],
  ["nvl('', 'empty is null')", 'empty is null'],
  ["nvl2('x', 'set', 'unset')", 'set'],
  ['coalesce(null, null, 7)', '7'],
  ["decode(null, null, 'equal', 'different')", 'equal'],
  ["decode(3, 1, 'one', 2, 'two', 'many')", 'many'],
  ["to_char(18446744073709551615)", '18446744073709551615'],
  ['to_char(1234567890123456)', '1234567890123456'],
  ['to_char(1/2)', '.5'],
  ["to_char(1234.5, '9,999.00')", ' 1,234.50'],
  ["to_char(7, 'FM000')", '007'],
  ["to_char(-7, '99')", ' -7'],
  ["to_char(12345, '999')", '####'],
  ["to_char(255, 'FMXX')", 'FF'],
  ["to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss')", '2026-03-01 10:00:00'],
  ["to_char(sysdate - 1/24, 'hh24:mi')", '09:00'],
  ["to_char(sysdate - 1, 'DD-MON-RR Day')", '28-FEB-26 Saturday '],
  ["to_char(trunc(sysdate, 'MM'), 'ddd IYYY-IW q')", '060 2026-09 1'],
  ["to_char(sysdate, 'FMMonth \"the\" D')", 'March the 1'],
  ["to_date('2026-03-01', 'yyyy-mm-dd') - to_date('2026-02-27 12', 'yyyy-mm-dd hh24')", '1.5'],
  ["to_char(add_months(to_date('2026-01-31', 'yyyy-mm-dd'), 1), 'yyyymmdd')", '20260228'],
  ["to_char(date '2026-12-24', 'DY')", 'THU'],
  ["to_char(systimestamp, 'ff3')", '000'],
  ['sysdate', '2026-03-01 10:00:00'],
  ["instr('a/b/c', '/', -1)", '4'],
  ["instr('a/b/c', '/', 1, 2)", '4'],
  ["substr('archivelog', -3)", 'log'],
  ["substr('archivelog', 0, 4)", 'arch'],
  ["replace('a_b', '_', null)", 'ab'],
  ["lpad('7', 3, '0') || rpad('x', 3, '-')", '007x--'],
  ["rtrim('/a/b//', '/')", '/a/b'],
  ["upper('x') || lower('Y') || initcap('hello world')", 'XyHello World'],
  ["q'[it's]' || q'!}!'", "it's}"],
  ["'it''s'", "it's"],
  ['mod(10, 4) + abs(-3) * 2', '8'],
  ['trunc(12.987, 1)', '12.9'],
  ['round(2.5)', '3'],
  ["greatest('a', 'c', 'b')", 'c'],
  ['case when 1 = 2 then 10 when null is null then 20 else 30 end', '20'],
  ["case 'x' when 'x' then 'yes' end", 'yes'],
  ['user', 'SYS'],
  ["sys_context('userenv', 'db_unique_name')", 'orcl'],
  ["regexp_replace('log_archive_dest_12', '[^[:digit:]]', '')", '12'],
  ["cast('12' as number) + 1", '13'],
  ["(select 'inner' from dual)", 'inner'],
  ["to_number('-1.5e1')", '-15'],
  ["length('')", ''],
];

describe('SQL functions and operators of the simulated Oracle', () => {
  let lab: SqlplusLab;
  beforeAll(() => {
    lab = createSqlplusLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  it.each(expressions)('%s is %j', async (expression, value) => {
    const { output, exitCode } = await lab.run(
      `set pagesize 0 linesize 200 feedback off numwidth 40 tab off trimout off\nwhenever sqlerror exit failure\nselect ${expression} from dual;\n`,
    );

    expect({ exitCode, value: output.trimEnd().trimStart() }).toEqual({ exitCode: 0, value: value.trim() });
  });

  it.each([
    ["'archive_log' like 'archive\\_%' escape '\\'", 1],
    ["'archivexlog' like 'archive\\_%' escape '\\'", 0],
    ["'ABC' like 'abc'", 0],
    ["'' = ''", 0],
    ["'1' = 1", 1],
    ['not 1 in (2, 3) and 2 between 1 and 3', 1],
    ["(1 = 1 or 1 = 2) and ('a' || 'b') = 'ab'", 1],
    ['1 not in (select 2 from dual)', 1],
    ["not exists (select 1 from dual where dummy = 'Y')", 1],
    ["regexp_like('DEST_12', '^dest_[0-9]+$', 'i')", 1],
    ["sysdate > to_date('2026-03-01 09:59:59', 'yyyy-mm-dd hh24:mi:ss')", 1],
  ])('the condition %s selects %i rows', async (condition, count) => {
    expect(await lab.query(`select 'row' from dual where ${condition}`)).toHaveLength(count);
  });

  it('takes NLS_DATE_FORMAT from the environment only beside NLS_LANG', async () => {
    const { NLS_LANG: _, ...env } = lab.env;

    const { output } = await lab.run('set pagesize 0 feedback off\nselect sysdate from dual;\n', { env });

    expect(output).toBe('01-MAR-26\n');
  });

  it('changes the date format of the session', async () => {
    const { output } = await lab.run("set pagesize 0 feedback off\nalter session set nls_date_format = 'hh24\"h\"mi';\nselect sysdate from dual;\n");

    expect(output).toBe('10h00\n');
  });
});
