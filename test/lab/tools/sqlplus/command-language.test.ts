import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlplusLab, quiet } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe("SQL*Plus's own language", () => {
  let lab: SqlplusLab;
  beforeAll(() => {
    lab = createSqlplusLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  async function outputOf(script: string): Promise<string> {
    return (await lab.run(`${quiet}\n${script}`)).output;
  }

  it('law 45: goes on after errors and exits 0 without WHENEVER', async () => {
    const { output, exitCode } = await lab.run('select * from nosuch;\nprompt still here\n');

    expect(exitCode).toBe(0);
    expect(output).toMatch(/ORA-00942[^]*still here\n$/);
  });

  it('law 45: exits 1 at the first SQL error under WHENEVER SQLERROR EXIT FAILURE', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure rollback\nselect * from nosuch;\nprompt still here\n');

    expect(exitCode).toBe(1);
    expect(output).not.toContain('still here');
  });

  it('law 45: an unknown command is SP2-0734 and trips no WHENEVER', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure\nwhenever oserror exit 9\nfoo bar baz\nprompt still here\n');

    expect(exitCode).toBe(0);
    expect(output).toBe('SP2-0734: unknown command beginning "foo bar ba..." - rest of line ignored.\nstill here\n');
  });

  it('law 45: a PL/SQL block without its slash is never run', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure\nbegin\n  nosuch.go;\nend;\nprompt still here\nexit failure\n');

    expect({ output, exitCode }).toEqual({ output: '', exitCode: 0 });
  });

  it.each([
    ['exit', 0],
    ['exit success rollback', 0],
    ['quit failure', 1],
    ['exit warning commit', 2],
    ['exit 3;', 3],
    ['exit 256', 0],
    ['exit 257', 1],
    ['define rc = 7\nexit rc', 7],
    ['select * from nosuch;\nexit sql.sqlcode', 942 & 255],
    ['whenever sqlerror exit sql.sqlcode\nselect * from nosuch;', 942 & 255],
    ['whenever sqlerror exit 5\nwhenever sqlerror continue none\nselect * from nosuch;', 0],
    ['whenever sqlerror exit\nselect * from nosuch;\nexit 4', 0],
    ['whenever oserror exit 9 rollback\nspool /nosuch/folder/x.lst\nexit 4', 9],
    ['whenever oserror exit 9\n@/nosuch/script.sql\nexit 4', 9],
  ])('%j ends with %i: one byte', async (script, exitCode) => {
    expect((await lab.run(`${script}\n`)).exitCode).toBe(exitCode);
  });

  it.each([
    ['a semicolon at the end of a line', "select 'x'\nfrom dual;", 'x\n'],
    ['a slash on its own line', "select 'x'\nfrom dual\n/", 'x\n'],
    ['a slash again, which repeats the statement', "select 'x' from dual;\n/", 'x\nx\n'],
    ['a blank line, which ends SQL without running it', "select 'x'\n\nfrom dual;", 'SP2-0734: unknown command beginning "from dual;" - rest of line ignored.\n'],
    ['sqlblanklines', "set sqlblanklines on\nselect 'x'\n\nfrom dual;", 'x\n'],
    ['a period, which leaves the statement in the buffer', "select 'x' from dual\n.\nprompt -- \n/", '--\nx\n'],
    ['a slash with an empty buffer', '/', 'SP2-0103: Nothing in SQL buffer to run.\n'],
    ['comments', "-- one;\nrem two;\nremark three\n/* four;\nfive; */\nselect /* six; */ 'x' -- seven\nfrom dual;", 'x\n'],
    ['a semicolon that ends a comment line, and with it the statement', "select 'x' from dual -- comment;\n", 'x\n'],
    ['a semicolon with something behind it', "select 'x' from dual; -- comment\n/", 'ORA-00933'],
    ['a continued command', 'prompt one -\n two', 'one  two\n'],
    ['several statements', "select 'x' from dual;\nselect 'y' from dual;", 'x\ny\n'],
    ['input that ends inside a statement', "select 'x' from", ''],
  ])('reads %s', async (_, script, output) => {
    const printed = await outputOf(script);

    if (output.startsWith('ORA-')) expect(printed).toContain(output);
    else expect(printed).toBe(output);
  });

  it('ignores a line longer than 2499 bytes and goes on with the statement', async () => {
    const output = await outputOf(`select 'x'\n|| '${'y'.repeat(2500)}'\nfrom dual;`);

    expect(output).toBe('SP2-0027: Input is too long (> 2499 characters) - line ignored\nx\n');
  });

  it('substitutes variables, showing old and new lines, unless DEFINE is off', async () => {
    const output = await outputOf("define who = world\nselect 'hello &who..' from dual;\nset verify off\nselect '&&who' from dual;\nset define off\nselect '&who' from dual;");

    expect(output).toBe("old   1: select 'hello &who..' from dual\nnew   1: select 'hello world.' from dual\nhello world.\nworld\n&who\n");
  });

  it('takes the next line of input for a variable that is not defined', async () => {
    const output = await outputOf("set verify off\nselect '&nosuch' from dual;\nprompt lost\nprompt kept");

    expect(output).toBe('Enter value for nosuch: prompt lost\nkept\n');
  });

  it('runs the few PL/SQL blocks it knows; sleeping lets the lab time pass', async () => {
    const before = lab.clock.now();

    const { output } = await lab.run('begin\n\n  null;\n  dbms_session.sleep(90);\nend;\n/\nexec dbms_lock.sleep(30)\n');

    expect(output).toBe('\nPL/SQL procedure successfully completed.\n\n'.repeat(2));
    expect(lab.clock.now().diff(before).as('seconds')).toBe(120);
  });

  it('spools what it prints, with prompts and commands when it is not silent', async () => {
    const file = join(lab.labDir, 'session.lst');

    await lab.run(`set pagesize 0 feedback off trimspool on\nspool ${file}\nselect 'x' from dual;\nspool off\n`, { args: ['/@orcl', 'as', 'sysdba'] });

    expect(readFileSync(file, 'utf8')).toBe("SQL> select 'x' from dual;\nx\nSQL> spool off\n");
  });

  it('runs a script with arguments, echoed under ECHO ON', async () => {
    const file = join(lab.labDir, 'greet.sql');
    writeFileSync(file, "set echo on\nprompt hello &1\nset echo off\n");

    const output = await outputOf(`@${file} world\nprompt back`);

    expect(output).toBe('SQL> prompt hello &1\nhello world\nSQL> set echo off\nback\n');
  });

  it.each([
    ['set nosuch 1', 'SP2-0158: unknown SET option "nosuch"'],
    ['set nosuchoption 1', 'SP2-0735: unknown SET option beginning "nosuchopti..."'],
    ['set echo maybe', 'SP2-0265: echo must be set ON or OFF'],
    ['set linesize 40000', 'SP2-0267: linesize option 40000 out of range (1 through 32767)'],
    ['set pagesize x', 'SP2-0268: pagesize option not a valid number'],
    ['show nosuch', 'SP2-0158: unknown SHOW option "nosuch"'],
    ['show lines', 'linesize 32767'],
    ['show user', 'USER is "SYS"'],
    ['define nosuch', 'SP2-0135: symbol nosuch is UNDEFINED'],
    ['startup nosuch', 'SP2-0714: invalid combination of STARTUP options'],
    ['connect /@nosuch as sysdba', 'ERROR:\nORA-12154: TNS:could not resolve the connect identifier specified\n\n\nWarning: You are no longer connected to ORACLE.'],
    ['connect /@orcl as sysbackup\nshow user', 'Connected.\nUSER is "SYSBACKUP"'],
    ['connect /@orcl as nobody', 'SP2-0306: Invalid option.'],
    ['whenever nothing exit', 'SP2-0714: invalid combination of WHENEVER options'],
    ["disconnect\nselect 'x' from dual;", 'SP2-0640: Not connected'],
    ["select 'x' from dual\n.\nlist", "  1* select 'x' from dual"],
  ])('%j answers %j', async (script, answer) => {
    expect((await outputOf(script)).startsWith(`${answer}\n`)).toBe(true);
  });
});
