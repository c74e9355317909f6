import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

const numbers = Array.from({ length: 13 }, (_, index) => `select ${index + 1} n from dual`).join(' union all ');

describe('how SQL*Plus prints rows', () => {
  let lab: SqlplusLab;
  beforeAll(() => {
    lab = createSqlplusLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  async function outputOf(script: string): Promise<string> {
    return (await lab.run(`set tab off\n${script}\n`)).output;
  }

  it('prints headings, underlines and rows between blank lines', async () => {
    const output = await outputOf("select 'orcl' instance_name, 1 n from dual;");

    expect(output).toBe('\nINST          N\n---- ----------\norcl          1\n\n');
  });

  it('says how many rows there were from FEEDBACK rows on', async () => {
    const output = await outputOf("set feedback on heading off newpage none\nselect 'x' from dual;\nselect 'x' from dual where 1 = 2;");

    expect(output).toBe('x\n\n1 row selected.\n\n\nno rows selected\n\n');
  });

  it('repeats headings on every page of PAGESIZE lines', async () => {
    const output = await outputOf(`set feedback off\nselect n from (${numbers});`);

    const heading = '\n         N\n----------\n';
    expect(output.split(heading).map((page) => page.split('\n').length - 1)).toEqual([0, 11, 2]);
  });

  it('prints neither headings nor blank lines with PAGESIZE 0', async () => {
    const output = await outputOf("set pagesize 0 feedback off\nselect 'x' from dual;");

    expect(output).toBe('x\n');
  });

  it('wraps a value at LINESIZE and sets a blank line behind the row', async () => {
    const output = await outputOf("set pagesize 0 feedback off linesize 10\nselect 'ICB|datafile|1' from dual;\nset wrap off\nselect 'ICB|datafile|1' from dual;");

    expect(output).toBe('ICB|datafi\nle|1\n\nICB|datafi\n');
  });

  it('moves columns that do not fit to the next line', async () => {
    const output = await outputOf("set pagesize 0 feedback off linesize 12\nselect 1 a, 2 b, 'x' c from dual;");

    expect(output).toBe('         1\n         2 x\n\n');
  });

  it('writes numbers that are wider than NUMWIDTH in scientific notation', async () => {
    const output = await outputOf('set pagesize 0 feedback off\nselect 1234567890 a, 12345678901 b, -12345678901 c, 1/3 d, 123456.789012 e from dual;\nset numwidth 20\nselect 12345678901 a from dual;');

    expect(output).toBe('1234567890 1.2346E+10 -1.235E+10 .333333333 123456.789\n         12345678901\n');
  });

  it('gives NUMBER columns the width of their heading but not more digits', async () => {
    const output = await outputOf("set feedback off\nselect next_change# from v$log where status = 'CURRENT';");

    expect(output).toBe('\nNEXT_CHANGE#\n------------\n  1.8447E+19\n');
  });

  it('obeys COLUMN', async () => {
    const output = await outputOf(
      "set feedback off\ncol name format a6 heading 'The|name' trunc\ncol n for 0999 head Number\ncol hidden noprint new_value kept\n"
        + "select 'SYSAUX_1' name, 7 n, 'v' hidden from dual;\nprompt &kept\nclear columns\nset heading off newpage none\nselect 7 n from dual;",
    );

    expect(output).toBe('\nThe\nname   Number\n------ ------\nSYSAUX   0007\nv\n         7\n');
  });

  it('fills lines up to LINESIZE unless TRIMOUT is on', async () => {
    const output = await outputOf("set pagesize 0 feedback off linesize 8 trimout off\nselect 'x' from dual;");

    expect(output).toBe('x       \n');
  });

  it('writes tabs for blanks unless TAB is off', async () => {
    const output = await outputOf('set pagesize 0 feedback off tab on\nselect 1, 22 from dual;');

    expect(output).toBe('\t 1\t   22\n');
  });

  it('prints NULL, COLSEP and UNDERLINE as set', async () => {
    const output = await outputOf("set feedback off null ~ colsep '|' underline =\nselect 'x' a, null b from dual;");

    expect(output).toBe('\nA|B\n=|=\nx|~\n');
  });

  it('prints the time a statement took', async () => {
    const output = await outputOf("set pagesize 0 feedback off timing on\nselect 'x' from dual;\nbegin dbms_session.sleep(65); end;\n/");

    expect(output).toBe('x\nElapsed: 00:00:00.00\nElapsed: 00:01:05.00\n');
  });

  it('confirms statements only with feedback', async () => {
    const output = await outputOf("alter system switch logfile;\nset feedback off\nalter session set nls_date_format = 'yyyy';");

    expect(output).toBe('\nSystem altered.\n\n');
  });

  it('shows parameters', async () => {
    const output = await outputOf('show parameter db_block');

    expect(output).toBe(
      `\n${'NAME'.padEnd(36)} TYPE        VALUE\n${'-'.repeat(36)} ${'-'.repeat(11)} ${'-'.repeat(30)}\n${'db_block_size'.padEnd(36)} integer     8192\n\n`,
    );
  });
});
