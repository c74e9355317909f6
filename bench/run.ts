// `npm run bench`: what the built icb takes to start, as a ratio to a floor measured in the same loop, and its memory.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { measureInTurn, type Measured } from './measure-in-turn.ts';
import { run } from './run-program.ts';
import { serveLab, type Appliance } from './serve-lab.ts';

const icb = join(import.meta.dirname, '../bin/icb');
const node = process.execPath;
const rounds = 40;

const folder = mkdtempSync(join(tmpdir(), 'icb-bench-'));
const lab = join(folder, 'lab');
try {
  run(icb, ['lab', 'create', lab]);
  await using appliance = await serveLab(icb, lab);
  const config = ['--config', join(lab, 'backup.cfg')];
  run(icb, [...config, 'backup', 'orcl', 'config']);
  run(icb, [...config, 'snapper', 'orcl', 'create']);
  startUp(config, appliance);
  await memory(config);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function startUp(config: readonly string[], { url, user, password, cacert, pool, project }: Appliance): void {
  const list = `${url}/api/storage/v2/pools/${pool}/projects/${project}/filesystems/orcl/snapshots`;
  const bareRequest = [join(import.meta.dirname, 'bare-request.mjs'), list, cacert, user, password];
  const [nothing, version, request, checkage] = measureInTurn(rounds, [
    { name: 'node -e 0', program: node, args: ['-e', '0'] },
    { name: 'icb --version', program: icb, args: ['--version'] },
    { name: 'node:https request of the list', program: node, args: bareRequest },
    { name: 'icb snapper orcl checkage', program: icb, args: [...config, 'snapper', 'orcl', 'checkage'] },
  ]);
  print(`start-up, medians (processor: means) of ${rounds} rounds with all commands in turn`);
  for (const { name, wallMs, cpuMs } of [nothing, version, request, checkage]) {
    print(`  ${name.padEnd(32)} ${wallMs.toFixed(1).padStart(7)} ms, processor ${cpuMs.toFixed(1).padStart(7)} ms`);
  }
  compare(version, nothing, 1.6);
  compare(checkage, request, 1.5);
}

/** The elapsed time is what counts; the processor's tells what it would be on a machine with nothing else to do. */
function compare(command: Measured, floor: Measured, aim: number): void {
  const [wall, cpu] = [command.wallMs / floor.wallMs, command.cpuMs / floor.cpuMs];
  print(`  ${command.name} / ${floor.name}: ${wall.toFixed(2)}, processor ${cpu.toFixed(2)} (aim: at most ${aim})`);
}

async function memory(config: readonly string[]): Promise<void> {
  const quiet = await peakMegabytes(config);
  run(icb, ['lab', 'fault', lab, 'rman-chatty', 'megabytes=500', 'times=1']);
  const chatty = await peakMegabytes(config);
  print('memory of icb backup orcl imagecopywithsnap, peak resident size');
  print(`  ordinary run                     ${quiet.toFixed(0).padStart(7)} MB`);
  print(`  RMAN prints 500 MB               ${chatty.toFixed(0).padStart(7)} MB (aim: at most 150)`);
}

/** Of icb itself, as the kernel keeps it; the tools it starts are other processes. */
async function peakMegabytes(config: readonly string[]): Promise<number> {
  const child = spawn(icb, [...config, 'backup', 'orcl', 'imagecopywithsnap'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let peakKb = 0;
  let exitCode: number | null | undefined;
  while (exitCode === undefined) {
    peakKb = Math.max(peakKb, highWaterKb(child.pid ?? 0));
    exitCode = await Promise.race([ended, delay(20, undefined)]);
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
