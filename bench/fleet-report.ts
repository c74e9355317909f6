// `icb report` on 50 databases with a month of snapshots and restore tests each, where every database answers after 200 ms and the
// appliance after 50 ms for each request: eight at once, and one after the other. The lab's sqlplus would need more of the
// processor for its answers than icb for the whole report, so a small program stands in for it.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { openLabClock } from '#lab/lab-clock.ts';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { buildCertificate, formatCertificate } from '#reports/restore-certificate.ts';
import { measureInTurn, type Program } from './measure-in-turn.ts';
import { print } from './print.ts';
import { run } from './run-program.ts';
import { serveLab } from './serve-lab.ts';

const databases = Array.from({ length: 50 }, (_, index) => `db${index + 1}`);
const nights = 31;
const rounds = 3;
const dayMs = 86_400_000;

export async function fleetReports(icb: string, folder: string): Promise<void> {
  const lab = join(folder, 'fleet');
  run(icb, ['lab', 'create', lab, ...databases]);
  const now = openLabClock(lab).now().toMillis();
  plant(lab, now);
  writeFileSync(join(lab, 'oracle_home/bin/sqlplus'), slowSqlplus(lab));
  chmodSync(join(lab, 'oracle_home/bin/sqlplus'), 0o755);
  await using _served = await serveLab(icb, lab, 'zfssa');
  run(icb, ['lab', 'fault', lab, 'zfssa', 'delayMs=50']);
  const report = (jobs: number): Program => ({ name: `--jobs ${jobs}`, program: icb, args: ['--config', join(lab, 'backup.cfg'), 'report', '--jobs', String(jobs)] });
  const [together, single] = measureInTurn(rounds, [report(8), report(1)]);
  print(`icb report of ${databases.length} databases, each answering in 200 ms, the appliance in 50 ms, medians (processor: means) of ${rounds} rounds in turn`);
  print(`  8 at once ${(together.wallMs / 1000).toFixed(2)} s (aim: below 2; waiting alone takes ${(Math.ceil(databases.length / 8) * 0.2).toFixed(1)} s), processor ${(together.cpuMs / 1000).toFixed(2)} s`);
  print(`  one by one ${(single.wallMs / 1000).toFixed(2)} s: ratio ${(single.wallMs / together.wallMs).toFixed(1)}`);
}

/** Each night at two a snapshot, at three a restore test that passed. */
function plant(labDir: string, now: number): void {
  const times = Array.from({ length: nights }, (_, night) => now - (nights - night) * dayMs + 22 * 3_600_000);
  changeStorage({ labDir, project: labProject, clock: openLabClock(labDir) }, (state) => {
    for (const database of databases) {
      plantSnapshots(state, database, times.map((time) => ({ name: `${database}-${stampOf(time)}`, createdAt: new Date(time), totalBytes: 2 ** 40, uniqueBytes: 2 ** 30 })));
    }
  });
  for (const [index, database] of databases.entries()) {
    for (const [night, time] of times.entries()) writeFileSync(join(labDir, 'restore/log', `${stampOf(time)}-${database}.json`), certificate(database, { number: night * databases.length + index + 1, time }));
  }
}

function certificate(database: string, { number, time }: { readonly number: number; readonly time: number }): string {
  const startedAt = DateTime.fromMillis(time + 3_600_000, { zone: 'utc' });
  const finishedAt = startedAt.plus({ minutes: 25 });
  const target = { localTime: undefined, scn: undefined, time: startedAt, zone: 'UTC' };
  const reached = { verifiedLocalTime: '2026-11-20 22:00:07', verifiedTime: startedAt, scn: 1n, datafiles: 7 };
  const test = { database, dbid: '1', host: 'restore1', startedAt, finishedAt, failure: undefined, logFile: `/log/${number}`, snapshot: { id: 's', createdAt: startedAt }, target, reached, differenceSeconds: -4, toleranceSeconds: 300, blockCheck: undefined, phases: [], versions: { icb: '1.0.0', oracle: '19.0.0.0.0' } };
  return formatCertificate(buildCertificate(test, number === 1 ? null : { number: number - 1, sha256: '0'.repeat(64) }));
}

/** Logs in to any database, waits, and answers what the report asks, between the two lines that it is told to print. */
function slowSqlplus(lab: string): string {
  const sections = readFileSync(join(lab, 'backup.cfg'), 'utf8').matchAll(/^\[(\w+)\]\ndbid: (\d+)$/gmu);
  const dbids = [...sections].map(([, name, dbid]) => `*"/@${name} as "*) dbid=${dbid} ;;`).join('\n');
  return `#!/bin/sh
case "$*" in
${dbids}
esac
sleep 0.2
while IFS= read -r line; do
  case $line in
    "prompt ICB-SCRIPT-BEGINS"*) printf '%s\\n' "\${line#prompt }" ;;
    "prompt ICB-SCRIPT-COMPLETE"*) printf '%s\\n' "\${line#prompt }" ;;
    "select 'ICB|database|'"*) echo "ICB|database|$dbid" ;;
    "select 'ICB|redo|'"*) echo "ICB|redo|1|600" ;;
    "select 'ICB|job|'"*) echo "ICB|job|ICB_BACKUP_JOB|SCHEDULED|31|0" ;;
  esac
done
`;
}

function stampOf(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '');
}
