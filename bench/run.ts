// `npm run bench`: start-up and memory of the built icb, as ratios to a floor measured in the same loop.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const icb = join(import.meta.dirname, '../bin/icb');
const node = process.execPath;
const rounds = 40;

const folder = mkdtempSync(join(tmpdir(), 'icb-bench-'));
const lab = join(folder, 'lab');
try {
  must(icb, ['lab', 'create', lab]);
  await using appliance = await serve(lab);
  const config = ['--config', join(lab, 'backup.cfg')];
  must(icb, [...config, 'backup', 'orcl', 'config']);
  must(icb, [...config, 'snapper', 'orcl', 'create']);
  startUp(config, appliance.description);
  await memory(config);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function startUp(config: readonly string[], appliance: ApplianceDescription): void {
  const { url, user, password, cacert, pool, project } = appliance;
  const list = `${url}/api/storage/v1/pools/${pool}/projects/${project}/filesystems/orcl/snapshots`;
  const commands: Readonly<Record<string, readonly string[]>> = {
    'node -e 0': [node, '-e', '0'],
    'icb --version': [icb, '--version'],
    'node:https request of the list': [node, join(import.meta.dirname, 'bare-request.mjs'), list, cacert, user, password],
    'icb snapper orcl checkage': [icb, ...config, 'snapper', 'orcl', 'checkage'],
  };
  const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [program = '', ...args]] of Object.entries(commands)) {
      const started = performance.now();
      must(program, args);
      times.get(name)?.push(performance.now() - started);
    }
  }
  print(`start-up, median of ${rounds} rounds, all commands in turn`);
  for (const [name, samples] of times) print(`  ${name.padEnd(32)} ${median(samples).toFixed(1).padStart(7)} ms`);
  compare('icb --version', 'node -e 0', times, 1.6);
  compare('icb snapper orcl checkage', 'node:https request of the list', times, 1.5);
}

function compare(name: string, floor: string, times: ReadonlyMap<string, number[]>, aim: number): void {
  const ratio = median(times.get(name) ?? []) / median(times.get(floor) ?? []);
  print(`  ${name} / ${floor}: ${ratio.toFixed(2)} (aim: at most ${aim})`);
}

async function memory(config: readonly string[]): Promise<void> {
  const quiet = await peakMegabytes(config);
  must(icb, ['lab', 'fault', lab, 'rman-chatty', 'megabytes=500', 'times=1']);
  const chatty = await peakMegabytes(config);
  print('memory of icb backup orcl imagecopywithsnap, peak resident size');
  print(`  ordinary run                    ${quiet.toFixed(0).padStart(7)} MB`);
  print(`  RMAN prints 500 MB              ${chatty.toFixed(0).padStart(7)} MB (aim: at most 150)`);
}

/** Peak resident size of icb itself, as the kernel keeps it; the tools it starts are other processes. */
async function peakMegabytes(config: readonly string[]): Promise<number> {
  const child = spawn(icb, [...config, 'backup', 'orcl', 'imagecopywithsnap'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let peakKb = 0;
  let exitCode: number | null | undefined;
  while (exitCode === undefined) {
    peakKb = Math.max(peakKb, highWaterKb(child.pid ?? 0));
    exitCode = await Promise.race([ended, delay(5, undefined)]);
  }
  if (exitCode !== 0) throw new Error(`the backup to be measured ended with ${exitCode}`);
  return peakKb / 1024;
}

function highWaterKb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

interface ApplianceDescription {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly cacert: string;
  readonly pool: string;
  readonly project: string;
}

async function serve(directory: string): Promise<AsyncDisposable & { description: ApplianceDescription }> {
  const child = spawn(icb, ['lab', 'serve', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', () => reject(new Error('the lab ended before it was ready')));
  });
  child.stdout.resume();
  const { zfssa } = JSON.parse(readFileSync(join(directory, 'lab.json'), 'utf8')) as { zfssa: ApplianceDescription };
  return {
    description: zfssa,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function must(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
