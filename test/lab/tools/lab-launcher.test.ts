import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { RmanLab } from './rman/rman-lab.ts';

function oracleHome(lab: RmanLab, mode: number): string {
  const bin = join(lab.dir, 'oracle_home', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'rman'), '');
  chmodSync(join(bin, 'rman'), mode);
  return bin;
}

describe('labLauncher', () => {
  it('runs the simulated program and hands over its output and exit code', async () => {
    using lab = new RmanLab();
    const program = join(oracleHome(lab, 0o755), 'rman');
    let output = '';

    const exit = await labLauncher(lab.dir, lab.clock)({
      program,
      args: ['target', '/@orcl'],
      env: lab.env,
      input: 'show all;\n',
      onOutput: (chunk) => void (output += chunk),
      signal: new AbortController().signal,
    });

    expect(exit).toEqual({ exitCode: 0 });
    expect(output).toContain('connected to target database: ORCL');
  });

  it.each([
    ['not there', 'sqlplus', 0o755],
    ['not executable', 'rman', 0o644],
    ['not a program of Oracle', 'sh', 0o755],
    ['outside the lab', '../../../rman', 0o755],
  ])('refuses a program that is %s', async (_, name, mode) => {
    using lab = new RmanLab();
    const program = join(oracleHome(lab, mode), name);

    const start = labLauncher(lab.dir, lab.clock)({ program, args: [], env: lab.env, onOutput: () => undefined, signal: new AbortController().signal });

    await expect(start).rejects.toThrow(`cannot start ${program}`);
  });

  it.each([
    ['SIGTERM', { name: 'rman-hang' }],
    ['SIGKILL', { name: 'rman-die' }],
  ])('says that %s ended the program', async (signalName, fault) => {
    using lab = new RmanLab();
    const program = join(oracleHome(lab, 0o755), 'rman');
    setFault(lab.dir, fault);
    const ending = new AbortController();
    const abortLate = (): void => void setTimeout(() => ending.abort(), 200);

    const exit = labLauncher(lab.dir, lab.clock)({ program, args: ['target', '/@orcl'], env: lab.env, input: 'show all;\n', onOutput: abortLate, signal: ending.signal });

    expect(await exit).toEqual({ killedBy: signalName });
  });
});
