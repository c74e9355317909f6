import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { isOfForeignInstance, shutDownInstance, startInstance } from '#workflows/restore/restored-instance.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { fakeInstance } from './fake-instance.ts';

const start = { sid: 'icbtst78', initFile: '/scratch/init.ora', log: recordedLog(), signal: new AbortController().signal };

function failing(script: string, code: string): ReturnType<typeof fakeInstance> {
  const tools = fakeInstance({});
  const failure = { codes: [code], lines: [`${code}: failed`], cause: code };
  return {
    ...tools,
    sql: async (name, ...rest) => {
      const rows = await tools.sql(name, ...rest);
      if (name !== script) return rows;
      throw new OracleToolError({ tool: 'SQL*Plus', database: 'orcl', step: 'start the instance', exit: { exitCode: 1 }, failure, tail: [] });
    },
  };
}

describe('an instance', () => {
  it('is not started, and not shut down, where somebody else runs one of its name', async () => {
    const tools = fakeInstance({});
    const monitor = spawn('/bin/sleep', ['60'], { argv0: `ora_pmon_${start.sid}`, stdio: 'ignore' });
    try {
      await once(monitor, 'spawn');

      const failure: unknown = await startInstance(tools, start).catch((error: unknown) => error);

      expect(failure).toMatchObject({ message: 'an instance icbtst78 runs on this host already' });
      expect(isOfForeignInstance(failure)).toBe(true);
      expect(tools.scripts).toEqual([]);
    } finally {
      monitor.kill();
      await once(monitor, 'exit');
    }
  });

  it('of somebody else that only SQL*Plus sees is not shut down either', async () => {
    const tools = failing('startup-nomount.sql', 'ORA-01081');

    const failure: unknown = await startInstance(tools, start).catch((error: unknown) => error);

    expect(isOfForeignInstance(failure)).toBe(true);
    expect(tools.scripts).toEqual(['startup-nomount.sql']);
  });

  it('that does not start is shut down all the same', async () => {
    const tools = failing('startup-nomount.sql', 'ORA-27102');

    const failure: unknown = await startInstance(tools, start).catch((error: unknown) => error);

    expect(isOfForeignInstance(failure)).toBe(false);
    expect(tools.scripts).toEqual(['startup-nomount.sql', 'shutdown-abort.sql']);
  });

  it('says whether there was one to be shut down', async () => {
    const log = recordedLog();

    expect(await shutDownInstance(fakeInstance({}), log)).toBe(true);
    expect(await shutDownInstance(failing('shutdown-abort.sql', 'ORA-01034'), log)).toBe(false);
    await expect(shutDownInstance(failing('shutdown-abort.sql', 'ORA-00600'), log)).rejects.toThrow('ORA-00600');
  });
});
