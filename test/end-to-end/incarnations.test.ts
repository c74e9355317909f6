// OPEN RESETLOGS of production between two backups: the image copies of the incarnation before roll forward, and every second
// before and after can be restored, from the snapshot taken after it as well.

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { readJournal, rowsByJournal } from '#lab/oracle/journal.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { proveRefreshWindows, proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configure } from '../commands/restore-lab.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab, tickingTime } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

interface Range {
  readonly lowerTime: string;
  readonly upperTime: string;
  readonly lowerScn: string;
  readonly resetlogsId: string;
  readonly resetlogsScn: string;
}

let lab: TestLab;
let saved: SavedLab;
let resetAt: DateTime;

beforeAll(async () => {
  lab = await openTestLab(tickingTime());
  configure(lab, 'autorestore', ['autorestoremaxtoleranceminutes: 60', `autorestorecatalog: sqlite:${join(lab.directory, 'results.db')}`]);
  for (const folder of ['tmp', 'pit']) mkdirSync(join(lab.directory, folder));
  await icb('backup', 'orcl', 'config');
  await icb('backup', 'orcl', 'imagecopywithsnap');
  work(11);
  await icb('backup', 'orcl', 'imagecopywithsnap');
  work(12);
  // At the beginning of a second: redo of the old incarnation then ends in the second in which the new one begins.
  lab.clock.advance(6000 - lab.clock.now().millisecond);
  resetAt = inDatabase((db) => {
    openResetlogs(db);
    return DateTime.fromFormat(db.sql.one<{ time: string }>('select resetlogs_time as time from database').time, 'yyyy-MM-dd HH:mm:ss').toUTC();
  });
  lab.clock.advance(5000);
  work(13);
  await icb('backup', 'orcl', 'imagecopywithsnap');
  work(14);
  await icb('backup', 'orcl', 'imagecopywithsnap');
  saved = new SavedLab(lab);
});

afterAll(async () => {
  saved[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});
afterEach(() => saved.restore());

function inDatabase<Result>(change: (db: ReturnType<typeof openDatabase>) => Result): Result {
  return withWorldLock(lab.directory, () => {
    using db = openDatabase(lab.directory, 'orcl', lab.clock);
    return change(db);
  });
}

function work(hours: number): void {
  runWorkload(lab.directory, { transactions: 60, spreadOverMs: hours * 3_600_000, switchEvery: 20, seed: hours, clock: lab.clock });
}

async function icb(...words: string[]): Promise<Outcome> {
  const outcome = await run(...words);
  if (outcome.exitCode !== 0) throw new Error(`icb ${words.join(' ')}: ${outcome.stdout}${outcome.stderr}`);
  return outcome;
}

async function run(...words: string[]): Promise<Outcome> {
  return lab.icbIn({ effectiveUid: 1000, env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: join(lab.directory, 'tmp') } }, ...words);
}

function ranges(): readonly Range[] {
  return readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Range);
}

/** Of the snapshots in their order: before RESETLOGS, over it, and after. */
function range(index: 0 | 1 | 2): { readonly from: DateTime; readonly to: DateTime } {
  const { lowerTime = '', upperTime = '' } = ranges()[index] ?? {};
  return { from: DateTime.fromISO(lowerTime, { zone: 'utc' }), to: DateTime.fromISO(upperTime, { zone: 'utc' }) };
}

function commitBetween(from: DateTime, to: DateTime): DateTime {
  const inside = readJournal(lab.directory).map(({ time }) => DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss').toUTC()).filter((time) => time > from && time < to);
  const found = inside[Math.floor(inside.length / 2)];
  if (found === undefined) throw new Error('nothing was committed in that time');
  return found;
}

it('the ledger says of each snapshot which incarnation it is of, and no log of the old one passes for missing', async () => {
  const [before, over, after] = ranges();

  expect(before?.resetlogsId).not.toBe(over?.resetlogsId);
  expect(after).toMatchObject({ resetlogsId: over?.resetlogsId, resetlogsScn: over?.resetlogsScn });
  expect(Number(over?.lowerScn)).toBeLessThan(Number(over?.resetlogsScn));
  expect(await run('--json', 'backup', 'orcl', 'missingarchlog')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"copied": []') as string });
});

it('the lab recovers every range, and the windows between them', () => {
  const proofs = [...proveSnapshots(lab.directory, lab.area, { pointsBetween: 3 }), ...proveRefreshWindows(lab.directory, lab.area)];

  expect(proofs.length).toBeGreaterThan(12);
  expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
});

it.each([
  ['in the refresh before, with logs of both incarnations beside it', true, () => range(0).to.plus({ seconds: 1 })],
  ['before it, in the snapshot taken after it', true, () => commitBetween(range(1).from, resetAt)],
  ['a second before it', true, () => resetAt.minus({ seconds: 1 })],
  ['the second in which it happened', true, () => resetAt],
  ['a second after it', false, () => resetAt.plus({ seconds: 1 })],
  ['after it, from image copies of before', false, () => commitBetween(resetAt, range(1).to)],
  ['in the refresh after it', false, () => range(1).to.plus({ seconds: 1 })],
  ['in the snapshot after', false, () => commitBetween(range(2).from, range(2).to)],
] as const)('a restore to a time %s has what was committed by then', async (_where, goesBack, time) => {
  const target = time();

  const { exitCode, stdout, stderr } = await run('--json', 'restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes');

  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('icb: ')]);
  expect(JSON.parse(stdout)).toMatchObject({ withinTolerance: true, target: target.toISO() });
  expect(stderr.includes('go back to incarnation 1')).toBe(goesBack);
  const restored = withWorldLock(lab.directory, () => {
    using db = openTarget(lab.directory, { kind: 'instance', sid: 'pit' }, lab.clock);
    return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
  });
  expect(restored).toEqual(rowsByJournal(lab.directory, { time: oracleTime(target) }).map(({ file, key, text }) => `${file} ${key} ${text}`));
});

it('the restore test of the newest snapshot is none the wiser', async () => {
  await icb('autorestore', '--createcatalog');

  expect(await run('autorestore', 'orcl')).toMatchObject({ exitCode: 0 });
});

it('a log of the old incarnation that is gone from the area ends the range of the snapshot over it', async () => {
  inDatabase((db) => openResetlogs(db));
  const oldId = ranges()[2]?.resetlogsId ?? '';
  const folder = join(lab.area, 'archivelog');
  const last = readdirSync(folder).filter((name) => name.endsWith(`_${oldId}.dbf`)).toSorted((a, b) => Number(a.split('_')[1]) - Number(b.split('_')[1])).at(-1) ?? '';
  rmSync(join(folder, last));
  setFault(lab.directory, { name: 'rman-error', at: 'backup-archived-log', stack: ['RMAN-06059: expected archived log not found'] });
  work(3);

  const { exitCode, stderr } = await run('backup', 'orcl', 'imagecopywithsnap');

  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`archived log thread 1 sequence ${last.split('_')[1]} is lost: no time between`)]);
});
