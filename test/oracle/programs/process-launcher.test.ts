import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { processLauncher } from '#oracle/programs/process-launcher.ts';
import type { ProcessLauncherOptions } from '#oracle/programs/process-launcher.ts';
import type { ToolExit, ToolInvocation } from '#oracle/programs/tool.ts';

// Long enough never to matter: a test that needs one of these limits sets it itself.
const patient = { killGraceMs: 600_000, lingerMs: 600_000 };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'icb-launcher-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Outcome {
  readonly exit: ToolExit;
  readonly output: string;
}

async function start(program: string, changes: Partial<ToolInvocation> = {}, options: ProcessLauncherOptions = patient): Promise<Outcome> {
  let output = '';
  const { signal } = new AbortController();
  const onOutput = (chunk: string): void => {
    output += chunk;
  };
  const exit = await processLauncher(options)({ program, args: [], env: {}, onOutput, signal, ...changes });
  return { exit, output };
}

async function script(...lines: string[]): Promise<string> {
  return file(['#!/bin/sh', ...lines, ''].join('\n'));
}

async function file(content: string | Buffer, mode = 0o755): Promise<string> {
  const path = join(folder, 'program');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

/** Aborts as soon as the program has printed something, that is when it is surely running. */
async function interrupt(program: string, options: ProcessLauncherOptions = patient): Promise<ToolExit> {
  const abort = new AbortController();
  const onOutput = (): void => abort.abort(new InterruptedError('SIGTERM', 15));
  return processLauncher(options)({ program, args: [], env: {}, onOutput, signal: abort.signal });
}

describe('a program', () => {
  it('gets exactly the environment given, and starts in /', async () => {
    const printEnvironment = await start('/usr/bin/env', { env: { ORACLE_HOME: '/u01/home', EMPTY: '' } });
    const printFolder = await start('/bin/pwd');

    expect(printEnvironment.output.split('\n').toSorted()).toEqual(['', 'EMPTY=', 'ORACLE_HOME=/u01/home']);
    expect(printFolder.output).toBe('/\n');
  });

  it('gets its arguments as they are, without a shell in between', async () => {
    const { output } = await start('/usr/bin/printf', { args: ['%s\n', `'"/@orcl as sysbackup"' $HOME *`] });

    expect(output).toBe(`'"/@orcl as sysbackup"' $HOME *\n`);
  });

  it('reads its input to the end, or nothing when there is none', async () => {
    const echoed = await start('/bin/cat', { input: 'select 1 from dual;\nexit\n' });
    const silent = await start('/bin/cat');

    expect(echoed).toEqual({ exit: { exitCode: 0 }, output: 'select 1 from dual;\nexit\n' });
    expect(silent).toEqual({ exit: { exitCode: 0 }, output: '' });
  });

  it('may end without reading its input', async () => {
    const program = await script('exec 0<&-', 'exit 3');

    expect(await start(program, { input: 'x'.repeat(1_000_000) })).toEqual({ exit: { exitCode: 3 }, output: '' });
  });

  it('is reported with the signal that killed it', async () => {
    const program = await script('echo working', 'kill -KILL $$');

    expect(await start(program)).toEqual({ exit: { killedBy: 'SIGKILL' }, output: 'working\n' });
  });
});

describe('output', () => {
  it('is decoded across the borders of chunks', async () => {
    const program = await script(String.raw`printf 'caf\303'`, 'sleep 0.05', String.raw`printf '\251\n\342\202'`, 'sleep 0.05', String.raw`printf '\254'`);

    expect((await start(program)).output).toBe('café\n€');
  });

  it('of the error channel comes too, and cuts no line of the other in two', async () => {
    const program = await script('printf "ICB|log|"', 'sleep 0.05', 'echo "rman: warning" >&2', 'sleep 0.05', 'echo 7');

    expect((await start(program)).output).toBe('rman: warning\nICB|log|7\n');
  });

  it('is taken no faster than it is processed: the program waits', async () => {
    const size = 8_000_000;
    const done = join(folder, 'done');
    const program = await script(`head -c ${size} /dev/zero | tr '\\0' x | fold -w 99`, `: > ${done}`);
    const tooEarly: number[] = [];
    let taken = 0;

    await start(program, {
      env: { PATH: '/usr/bin:/bin' },
      onOutput: (chunk) => {
        taken += chunk.length;
        if (taken < size - 1_000_000 && existsSync(done)) tooEarly.push(taken);
      },
    });

    expect(taken).toBeGreaterThan(size);
    expect(tooEarly).toEqual([]);
  });

  it('that cannot be processed ends the program, and the reason is told', async () => {
    const program = await script('echo more', 'exec /bin/sleep 300');

    await expect(start(program, { onOutput: refuseOutput })).rejects.toThrow('log is full');
  });

  it('held open by what the program left behind is given up after a while', async () => {
    const program = await script('sleep 300 &', 'echo $!');

    const { exit, output } = await start(program, { env: { PATH: '/usr/bin:/bin' } }, { lingerMs: 20 });

    // The program's child is still there, and now it is ended too: it was ours to start.
    expect(process.kill(Number(output), 'SIGKILL')).toBe(true);
    expect(exit).toEqual({ exitCode: 0 });
  });
});

describe('a signal', () => {
  it('ends the program and all it started', async () => {
    // Waiting for the sleep, which holds the output open, would take longer than the test may.
    const program = await script('PATH=/usr/bin:/bin', 'sleep 300 &', 'echo ready', 'wait');

    expect(await interrupt(program)).toEqual({ killedBy: 'SIGTERM' });
  });

  it('leaves the program the time to end in its own way', async () => {
    const program = await script(`trap 'sleep 0.1; exit 7' TERM`, 'PATH=/usr/bin:/bin', 'echo ready', 'while :; do sleep 0.01; done');

    expect(await interrupt(program)).toEqual({ exitCode: 7 });
  });

  it('is followed by SIGKILL when the program does not care', async () => {
    const program = await script(`trap '' TERM`, 'PATH=/usr/bin:/bin', 'echo ready', 'while :; do sleep 0.01; done');

    expect(await interrupt(program, { killGraceMs: 50 })).toEqual({ killedBy: 'SIGKILL' });
  });

  it('that came before keeps the program from being started', async () => {
    const program = await script(`: > ${join(folder, 'started')}`);

    await expect(start(program, { signal: AbortSignal.abort(new InterruptedError('SIGINT', 2)) })).rejects.toMatchObject({ exitCode: 130 });
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });
});

describe('what is no program', () => {
  it.each([
    ['a missing file', async () => join(folder, 'rman'), 'there is no such file'],
    ['a file in a missing folder', async () => join(folder, 'bin', 'rman'), 'there is no such file'],
    ['a folder', async () => folder, 'it is not a file'],
    ['a file that may not be executed', async () => file('#!/bin/sh\n', 0o644), 'it is not executable for this user'],
    ['an empty file, as a failed relink leaves it', async () => file(''), 'the file is empty'],
    ['binary data', async () => file(Buffer.from([1, 2, 0, 3])), 'it is not a program'],
    ['a program for another machine', async () => file(elfHeader(8)), 'it is made for another kind of machine'],
    ['a script with a missing interpreter', async () => file('#!/no/such/perl\n'), 'the interpreter its first line names does not exist'],
  ])('%s is refused in a sentence', async (_what, program, reason) => {
    const path = await program();

    await expect(start(path)).rejects.toMatchObject({
      name: 'IcbError',
      message: `cannot start ${path}: ${reason}`,
      hint: expect.stringContaining('oraclehome'),
    });
  });
});

function refuseOutput(): void {
  throw new Error('log is full');
}

/** Start of a 64-bit, little-endian ELF file for the machine with that number (8 is MIPS). */
function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine, 18);
  return header;
}
