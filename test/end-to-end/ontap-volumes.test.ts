// A database whose backups lie on two volumes of an ONTAP filer, in nights of backups, a restore test and a restore. As on a site,
// a script of its own tells RMAN to write to both.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oracleTime } from '#lab/lab-clock.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { runWorkload } from '#lab/workload.ts';
import { mustSucceed } from './night-lab.ts';
import { openTestLab, tickingTime, type TestLab } from './test-lab.ts';

let lab: TestLab;
let volumes: string;

beforeAll(async () => {
  lab = await openTestLab(tickingTime(), { storage: 'ontap' });
  volumes = join(lab.directory, 'nfs/demo-backup');
  mkdirSync(join(volumes, 'orcl_data2'));
  const scripts = join(lab.directory, 'scripts');
  mkdirSync(scripts);
  const own = readFileSync(join(import.meta.dirname, '../../src/oracle/rman/refresh-image-copy.rman'), 'utf8');
  const channels = ['orcl', 'orcl_data2'].map((volume, index) => `  allocate channel d${index + 1} device type disk format '${join(volumes, volume)}/%U';\n`);
  writeFileSync(join(scripts, 'refresh-image-copy.rman'), own.replace('run {\n', `run {\n${channels.join('')}`));
  const file = join(lab.directory, 'backup.cfg');
  const text = readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, '');
  writeFileSync(file, text.replace('[generic]\n', `[generic]\ntemplatedir: ${scripts}\n`).replace('[orcl]\n', '[orcl]\nadditionalvolumesuffixes: _data2\n'));
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap', 'imagecopywithsnap']) {
    runWorkload(lab.directory, { transactions: 20, spreadOverMs: 600_000, switchEvery: 10, clock: lab.clock });
    await mustSucceed(lab.icb('backup', 'orcl', action));
  }
});

afterAll(async () => lab[Symbol.asyncDispose]());

/** Rows of the database an instance has open. */
function rowsOf(sid: string): string[] {
  return withWorldLock(lab.directory, () => {
    using db = openTarget(lab.directory, { kind: 'instance', sid }, lab.clock);
    return shown(readRows(db));
  });
}

function shown(rows: readonly { readonly file: number; readonly key: number; readonly text: string }[]): string[] {
  return rows.map(({ file, key, text }) => `${file} ${key} ${text}`);
}

function copiesOn(volume: string): string[] {
  return readdirSync(join(volumes, volume)).filter((name) => name.startsWith('data_'));
}

it('has image copies on both volumes, and each snapshot on both', async () => {
  const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'list', '--json'));
  const snapshots = JSON.parse(stdout) as ReadonlyArray<{ readonly id: string; readonly defect?: string }>;

  expect([copiesOn('orcl').length > 0, copiesOn('orcl_data2').length > 0]).toEqual([true, true]);
  expect(snapshots).toHaveLength(2);
  expect(snapshots.filter(({ defect }) => defect !== undefined)).toEqual([]);
  for (const { id } of snapshots) {
    expect(readdirSync(join(lab.directory, 'storage/snapshots/orcl_data2', id)).some((name) => name.startsWith('data_'))).toBe(true);
  }
});

it('passes its restore test from both, which leaves nothing behind', async () => {
  const { exitCode, stdout } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore');

  expect(stdout).toContain('orcl: passed');
  expect(exitCode).toBe(0);
  expect(readdirSync(volumes)).toEqual(['orcl', 'orcl_data2']);
});

it('is restored to a second in a refresh, from the copies of one snapshot and the redo of the next, each on two volumes', async () => {
  const [first = ''] = readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').split('\n');
  const { upperTime } = JSON.parse(first) as { readonly upperTime: string };
  const target = DateTime.fromISO(upperTime, { zone: 'utc' }).plus({ seconds: 1 });
  const mount = join(lab.directory, 'pit');
  mkdirSync(mount);

  const { stdout, stderr } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', mount, '--yes', '--json');

  expect(stderr).not.toContain('icb: ');
  expect(JSON.parse(stdout)).toMatchObject({ withinTolerance: true, target: target.toISO() });
  const clones = (JSON.parse((await mustSucceed(lab.icb('snapper', 'orcl', 'listclones', '--json'))).stdout) as ReadonlyArray<{ readonly name: string }>).map(({ name }) => name);
  expect(clones).toHaveLength(2);
  const committed = shown(rowsByJournal(lab.directory, { time: oracleTime(target) }));
  expect(committed.length).toBeGreaterThan(0);
  expect(rowsOf('pit')).toEqual(committed);
  for (const clone of clones) await mustSucceed(lab.icb('snapper', 'orcl', 'dropclone', clone));
});

it('gives a clone of both by hand, and takes it away', async () => {
  const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'autoclone'));

  expect(stdout).toContain(' 127.0.0.1:/autorestore ');
  expect(existsSync(join(volumes, 'autorestore0', 'autorestore.cfg'))).toBe(true);
  await mustSucceed(lab.icb('snapper', 'orcl', 'dropclone', 'autorestore'));
  expect(readdirSync(volumes)).toEqual(['orcl', 'orcl_data2']);
});
