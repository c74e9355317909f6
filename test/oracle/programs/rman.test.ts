import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { runRman } from '#oracle/programs/rman.ts';
import type { RmanRun } from '#oracle/programs/rman.ts';
import { FakeTool, neverAborted } from '../fake-tools.ts';

const run: RmanRun = {
  database: 'orcl',
  step: 'refresh of the image copy',
  script: { name: 'x.rman', file: '/icb/x.rman', ofSite: false, text: 'backup database;\n' },
  target: '/@orcl',
  privilege: 'sysdba',
};
const stack = [
  'RMAN-00569: === ERROR MESSAGE STACK FOLLOWS ===',
  'RMAN-03009: failure of backup command on c1 channel at 2026-03-01 10:00:00',
  'ORA-19502: write error on file "/bk/orcl/x", block number 5 (block size=8192)',
  'ORA-27072: File I/O error',
  'Linux-x86_64 Error: 28: No space left on device',
];
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'icb-rman-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function runWith(tool: FakeTool, changes: Partial<RmanRun> = {}, signal = neverAborted): ReturnType<typeof runRman> {
  return runRman({ ...run, ...changes }, tool.surroundings('/u01/home/bin/rman', folder), signal);
}

describe('a run of RMAN', () => {
  it('hands over the script as a private command file that is gone afterwards', async () => {
    const modes: number[] = [];
    const tool = new FakeTool({ output: ['Recovery Manager complete.\n'] });
    const launch: typeof tool.launch = async (invocation) => {
      const file = invocation.args.at(-1)?.replace('cmdfile=', '') ?? '';
      modes.push((await stat(file)).mode & 0o777, (await stat(dirname(file))).mode & 0o777);
      return tool.launch(invocation);
    };

    await runRman(run, { ...tool.surroundings('/u01/home/bin/rman', folder), launch }, neverAborted);

    expect(tool.commandFiles).toEqual(['backup database;\n']);
    expect(modes).toEqual([0o600, 0o700]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('logs in through the wallet, as SYSDBA unless told otherwise', async () => {
    const tool = new FakeTool({ output: ['Recovery Manager complete.\n'] }, { output: ['Recovery Manager complete.\n'] });

    await runWith(tool);
    await runWith(tool, { privilege: 'sysbackup', catalog: '/@rman' });

    expect(tool.invocations[0]?.args).toEqual(['target', '/@orcl', expect.stringMatching(/^cmdfile=\/.*\/x\.rman$/)]);
    expect(tool.invocations[1]?.args.slice(0, 4)).toEqual(['target', '"/@orcl as sysbackup"', 'catalog', '/@rman']);
    expect(tool.invocations[0]?.input).toBeUndefined();
  });

  it('passes everything printed to the log, verbatim and in order', async () => {
    const tool = new FakeTool({ output: ['Starting ba', 'ckup\n', 'Recovery Manager complete.\n'] });

    await runWith(tool);

    expect(tool.toolOutput).toEqual(['Starting ba', 'ckup\n', 'Recovery Manager complete.\n']);
    expect(tool.messages).toEqual(['debug RMAN execution starts {"script":"/icb/x.rman"}', 'debug RMAN execution successful {"durationMs":0}']);
  });

  it('returns warnings', async () => {
    const tool = new FakeTool({ output: ['RMAN-08137: warning: archived log not deleted\nRecovery Manager complete.\n'] });

    await expect(runWith(tool)).resolves.toEqual({ warnings: ['RMAN-08137: warning: archived log not deleted'] });
  });
});

describe('a failed run of RMAN', () => {
  it('says which database and step, why, and what to do', async () => {
    const tool = new FakeTool({ output: [`${stack.join('\n')}\n\nRecovery Manager complete.\n`], exit: { exitCode: 1 } });

    await expect(runWith(tool)).rejects.toMatchObject({
      name: 'OracleToolError',
      exitCode: 1,
      message: 'orcl: refresh of the image copy: RMAN failed: ORA-19502: write error on file "/bk/orcl/x", block number 5 (block size=8192): ORA-27072: File I/O error Linux-x86_64 Error: 28: No space left on device',
      hint: expect.stringContaining('the file system is full'),
      step: 'refresh of the image copy',
      codes: ['RMAN-03009', 'ORA-19502', 'ORA-27072'],
      lines: stack.slice(1),
    });
  });

  it('is one with an error stack, though the exit code is 0', async () => {
    const tool = new FakeTool({ output: [`${stack.join('\n')}\n\nRecovery Manager complete.\n`] });

    await expect(runWith(tool)).rejects.toMatchObject({ name: 'OracleToolError' });
  });

  it('is one with an exit code but no error stack: its last lines stand in for it', async () => {
    const tool = new FakeTool({ output: ['rman: error while loading shared libraries: libclntsh.so\n'], exit: { exitCode: 127 } });

    await expect(runWith(tool)).rejects.toMatchObject({
      message: 'orcl: refresh of the image copy: RMAN ended with exit code 127: rman: error while loading shared libraries: libclntsh.so',
      lines: ['rman: error while loading shared libraries: libclntsh.so'],
    });
  });

  it('is one with an exit code although RMAN took its leave as usual', async () => {
    const tool = new FakeTool({ output: ['Recovery Manager complete.\n'], exit: { exitCode: 1 } });

    await expect(runWith(tool)).rejects.toThrow('RMAN ended with exit code 1');
  });

  it('is one that ended in silence', async () => {
    await expect(runWith(new FakeTool({}))).rejects.toThrow('RMAN ended before the script was through and printed nothing');
  });

  it('is one that somebody killed', async () => {
    const tool = new FakeTool({ output: ['Starting backup\n'], exit: { killedBy: 'SIGKILL' } });

    await expect(runWith(tool)).rejects.toMatchObject({
      message: 'orcl: refresh of the image copy: RMAN was killed by SIGKILL',
      hint: expect.stringContaining('out-of-memory'),
    });
  });

  it('leaves no command file behind', async () => {
    await expect(runWith(new FakeTool({ exit: { exitCode: 1 } }))).rejects.toThrow();

    expect(await readdir(folder)).toEqual([]);
  });

  it('because of a signal is an interruption, not an error of RMAN', async () => {
    const abort = new AbortController();
    const tool = new FakeTool({
      output: () => {
        abort.abort(new InterruptedError('SIGTERM', 15));
        return [];
      },
      exit: { killedBy: 'SIGTERM' },
    });

    await expect(runWith(tool, {}, abort.signal)).rejects.toMatchObject({ exitCode: 143 });
    expect(await readdir(folder)).toEqual([]);
  });
});

it('does not start after a signal', async () => {
  const tool = new FakeTool();

  await expect(runWith(tool, {}, AbortSignal.abort(new InterruptedError('SIGINT', 2)))).rejects.toMatchObject({ exitCode: 130 });

  expect(tool.invocations).toEqual([]);
});

it('says so when the command file cannot be written', async () => {
  const surroundings = new FakeTool().surroundings('/u01/home/bin/rman', join(folder, 'none'));

  await expect(runRman(run, surroundings, neverAborted)).rejects.toMatchObject({
    message: expect.stringContaining(`cannot write a temporary file in ${folder}/none: ENOENT`),
    hint: expect.stringContaining('TMPDIR'),
  });
});
