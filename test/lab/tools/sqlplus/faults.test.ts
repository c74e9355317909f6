import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe('faults of the simulated SQL*Plus', () => {
  let lab: SqlplusLab;
  beforeEach(() => {
    lab = createSqlplusLab();
  });
  afterEach(() => lab[Symbol.dispose]());

  it('fails a statement that contains a text, as often as told', async () => {
    setFault(lab.labDir, { name: 'sqlplus-error', match: 'V$LOG', lines: ['ORA-00600: internal error code', 'ORA-27072: File I/O error'], times: 1 });
    const script = "whenever sqlerror exit failure\nset pagesize 0 feedback off\nselect 'x' from dual;\nselect to_char(group#) from v$log where group# = 1;\n";

    const [failed, repeated] = [await lab.run(script), await lab.run(script)];

    expect(failed.output).toBe('x\nselect to_char(group#) from v$log where group# = 1\n*\nERROR at line 1:\nORA-00600: internal error code\nORA-27072: File I/O error\n\n\n');
    expect(failed.exitCode).toBe(1);
    expect(repeated).toEqual({ output: 'x\n1\n', exitCode: 0 });
  });

  it('ends with another exit code than the error would give', async () => {
    setFault(lab.labDir, { name: 'sqlplus-error', match: 'dual', lines: ['ORA-03113: end-of-file on communication channel'], exitCode: 0 });

    const { exitCode } = await lab.run('whenever sqlerror exit failure\nselect 1 from dual;\nprompt never\n');

    expect(exitCode).toBe(0);
  });

  it('cuts the output off before the last prompt and exits 0', async () => {
    setFault(lab.labDir, { name: 'sqlplus-no-sentinel', times: 1 });

    const run = await lab.run("prompt BEGIN\nset pagesize 0 feedback off\nselect 'x' from dual;\nprompt COMPLETE\nexit 3\n");

    expect(run).toEqual({ output: 'BEGIN\nx\n', exitCode: 0 });
  });

  it('hangs until it is told to end', async () => {
    setFault(lab.labDir, { name: 'sqlplus-hang', match: 'v$log' });
    const ending = new AbortController();

    const run = lab.run('prompt before\nselect 1 from v$log;\n', { signal: ending.signal });
    ending.abort();

    await expect(run).rejects.toMatchObject({ name: 'ToolKilled', signalName: 'SIGTERM' });
  });
});
