// `npm run bench`: what the built icb takes to start and to list many snapshots, as a ratio to a floor measured in the same loop, and its memory.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetReports } from './fleet-report.ts';
import { manySnapshots } from './many-snapshots.ts';
import { measureInTurn, type Measured } from './measure-in-turn.ts';
import { peakMegabytes } from './peak-memory.ts';
import { print } from './print.ts';
import { run } from './run-program.ts';
import { type Description, serveLab } from './serve-lab.ts';

const icb = join(import.meta.dirname, '../bin/icb');
const node = process.execPath;
const rounds = 40;

const folder = mkdtempSync(join(tmpdir(), 'icb-bench-'));
const lab = join(folder, 'lab');
try {
  run(icb, ['lab', 'create', lab]);
  await using appliance = await serveLab(icb, lab, 'zfssa');
  const config = ['--config', join(lab, 'backup.cfg')];
  run(icb, [...config, 'backup', 'orcl', 'config']);
  run(icb, [...config, 'snapper', 'orcl', 'create']);
  startUp(config, appliance);
  await memory(config);
  await manySnapshots(icb, folder);
  await fleetReports(icb, folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function startUp(config: readonly string[], { url, user = '', password = '', cacert = '', pool, project }: Description): void {
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
  const backup = [...config, 'backup', 'orcl', 'imagecopywithsnap'];
  const quiet = await peakMegabytes(icb, backup);
  run(icb, ['lab', 'fault', lab, 'rman-chatty', 'megabytes=500', 'times=1']);
  const chatty = await peakMegabytes(icb, backup);
  print('memory of icb backup orcl imagecopywithsnap, peak resident size');
  print(`  ordinary run                     ${quiet.toFixed(0).padStart(7)} MB`);
  print(`  RMAN prints 500 MB               ${chatty.toFixed(0).padStart(7)} MB (aim: at most 150)`);
}
