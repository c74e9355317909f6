import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { RmanLab } from './rman/rman-lab.ts';

const entry = join(import.meta.dirname, '../../../src/lab/tools/main.ts');

function startRman(lab: RmanLab, stdin: string): ChildProcess {
  const child = spawn(process.execPath, [entry, '--lab', lab.dir, 'rman', 'target', '/@orcl'], { env: lab.env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(stdin);
  return child;
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  return output;
}

describe('the simulated programs as processes', () => {
  it('take their input, give their output and end with their exit code', async () => {
    using lab = new RmanLab();
    const child = startRman(lab, 'show all;\nnonsense;\n');

    const output = await outputOf(child);

    expect(output).toContain('CONFIGURE BACKUP OPTIMIZATION OFF; # default\n');
    expect(output).toContain('RMAN-01008: the bad identifier was: nonsense\n');
    expect(child.exitCode).toBe(1);
  });

  it('say in one sentence that the lab is damaged', async () => {
    using lab = new RmanLab();
    writeFileSync(join(lab.dir, 'world', 'clock.json'), '{"off');

    const { status, stderr } = spawnSync(process.execPath, [entry, '--lab', lab.dir, 'rman', 'target', '/@orcl'], { env: lab.env, input: '', encoding: 'utf8' });

    expect([status, stderr]).toEqual([1, `rman: the lab is damaged: ${join(lab.dir, 'world', 'clock.json')} holds no complete JSON\n`]);
  });

  it('kill themselves where a fault says so', async () => {
    using lab = new RmanLab();
    setFault(lab.dir, { name: 'rman-die' });
    const child = startRman(lab, 'show all;\n');

    await outputOf(child);

    expect(child.signalCode).toBe('SIGKILL');
  });

  it('end by the SIGTERM they are sent', async () => {
    using lab = new RmanLab();
    setFault(lab.dir, { name: 'rman-hang' });
    const child = startRman(lab, 'show all;\n');
    await once(child.stdout ?? child, 'data');

    child.kill('SIGTERM');
    await once(child, 'close');

    expect(child.signalCode).toBe('SIGTERM');
  });

  it('need little memory for much output, however slowly it is read', async () => {
    using lab = new RmanLab();
    setFault(lab.dir, { name: 'rman-chatty', megabytes: 200 });
    const child = startRman(lab, 'show all;\n');
    await once(child.stdout ?? child, 'readable');
    let bytes = 0;
    while (bytes < 30 * 1024 ** 2) {
      const chunk = child.stdout?.read() as Buffer | null;
      if (chunk === null) await once(child.stdout ?? child, 'readable');
      else bytes += chunk.length;
    }

    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
    child.kill('SIGKILL');

    expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(150 * 1024);
  });
});
