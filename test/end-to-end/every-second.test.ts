// No gap in the timeline: any second of two simulated days can be restored, and what is restored is exactly what had been
// committed before it. `npm test` tries some seconds chosen at random, `npm run test:full` all of them.
//
// A whole `icb restore` takes a third of a second. So of all seconds the choice of snapshots is icb's own, and the recovery
// from them the lab's engine's; whole restores are made of a sample, of every second of the refresh windows in the full run.

import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timeForPeople } from '#core/time-for-people.ts';
import { chooseForTarget } from '#retention/choose-snapshot.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { readLedger } from '#workflows/ledger.ts';
import { findInstance, openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { RestoredArea } from '#lab/restored-area.ts';
import { seededRandom } from '#lab/seeded-random.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { neverAborted } from '../oracle/fake-tools.ts';
import type { TestLab } from './test-lab.ts';
import { openTwoDays, servedRange } from './two-days.ts';

const isFull = process.env['ICB_TEST_FULL'] === '1';
const sampled = { recoveries: 250, restores: 8 };
const full = { restores: 1500 };
const longRunMs = 6 * 3_600_000;

let lab: TestLab;
let ledger: readonly SnapshotBounds[];
let range: ReturnType<typeof servedRange>;

beforeAll(async () => {
  lab = await openTwoDays();
  ledger = await readLedger(lab.area, neverAborted);
  range = servedRange(lab);
});

afterAll(async () => lab[Symbol.asyncDispose]());

it('recovers to any second from the snapshots icb chooses for it', { timeout: longRunMs }, () => {
  const seconds = isFull ? allSeconds() : randomSeconds(sampled.recoveries);
  const wrong: string[] = [];
  using area = new ChosenArea();

  for (const target of seconds) {
    const differences = area.recoverTo(target);
    if (differences > 0) wrong.push(`${target.toISO()}: ${differences} rows`);
  }

  expect(seconds.length).toBeGreaterThan(isFull ? 170_000 : 200);
  expect(wrong).toEqual([]);
});

it('restores to any second, in the refresh windows and between them', { timeout: longRunMs }, async () => {
  const windows = refreshWindowSeconds();
  const chosen = isFull ? [...windows, ...randomSeconds(full.restores)] : [windows[1], windows.at(-1), ...randomSeconds(sampled.restores)];
  const wrong: string[] = [];

  for (const target of chosen.filter((second) => second !== undefined)) {
    const complaint = await restoreTo(target);
    if (complaint !== undefined) wrong.push(`${target.toISO()}: ${complaint}`);
  }

  expect(windows.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

it.each([
  ['before the first', -1, 'first'],
  ['after the last', 1, 'last'],
] as const)('refuses the second %s, and says what can be served', async (_, seconds, end) => {
  const { exitCode, stderr } = await restore(range[end].plus({ seconds }));

  expect(exitCode).toBe(1);
  expect(stderr).toContain(`restorable times are ${timeForPeople(range.first)} to ${timeForPeople(range.last)}`);
});

/** Copies and redo of the snapshots that icb chose last, recovered further and further. */
class ChosenArea implements Disposable {
  #restored: { readonly key: string; readonly area: RestoredArea } | undefined;

  /** Returns how many rows are not what was committed. Targets must come in their order. */
  recoverTo(target: DateTime): number {
    const snapshots = ledger.map(({ snapshotId }) => ({ id: snapshotId, createdAt: createdAt(snapshotId) }));
    const choice = chooseForTarget(snapshots, target, ledger);
    if (choice.kind === 'none') throw new Error(`${target.toISO()}: ${choice.reason}`);
    const [data, redo] = choice.kind === 'one' ? [choice.snapshot.id, choice.snapshot.id] : [choice.dataFiles.id, choice.redo.id];
    const area = this.#open(data, redo);
    const until = { time: oracleTime(target) };
    area.recoverUntil(until);
    return area.compare(lab.directory, until).differences;
  }

  [Symbol.dispose](): void {
    this.#restored?.area[Symbol.dispose]();
  }

  #open(data: string, redo: string): RestoredArea {
    const key = `${data} ${redo}`;
    if (this.#restored?.key === key) return this.#restored.area;
    this.#restored?.area[Symbol.dispose]();
    const folders = [...new Set([data, redo])].map((id) => join(lab.directory, 'storage/snapshots/orcl', id));
    const area = new RestoredArea(folders[0] ?? '', { redoFolders: folders });
    this.#restored = { key, area };
    return area;
  }
}

/** By its name, which is in local time; the ledger decides all the same. */
function createdAt(snapshotId: string): Date {
  return DateTime.fromFormat(snapshotId.slice('orcl-'.length), "yyyyMMdd'T'HHmmss").toJSDate();
}

async function restore(target: DateTime) {
  const mountFolder = join(lab.directory, 'pit');
  mkdirSync(mountFolder, { recursive: true });
  const env = { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: lab.directory };
  const words = ['restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', mountFolder, '--yes', '--json'];
  return await lab.icbIn({ effectiveUid: 1000, env }, ...words);
}

/** Restores, compares, and gives everything back; undefined when all is as it must be. */
async function restoreTo(target: DateTime): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await restore(target);
  // 1: the newest row is further from the target than the tolerance; nobody committed for a while.
  if (findInstance(lab.directory, 'pit') === undefined) return `exit code ${exitCode}: ${stderr}`;
  const { directory, clock } = lab;
  const restored = withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'pit' }, clock);
    return shown(readRows(db));
  });
  const committed = shown(rowsByJournal(directory, { time: oracleTime(target) }));
  await giveBack((JSON.parse(stdout) as { readonly clones: readonly string[]; readonly mounts: readonly string[] }));
  return restored.join('\n') === committed.join('\n') ? undefined : `${restored.length} rows instead of ${committed.length}`;
}

/** What the command tells its user to do in the end. */
async function giveBack({ clones, mounts }: { readonly clones: readonly string[]; readonly mounts: readonly string[] }): Promise<void> {
  const { directory } = lab;
  const sqlplus = { program: join(directory, 'oracle_home/bin/sqlplus'), args: ['-S', '/ as sysdba'], input: 'shutdown abort\n' };
  await lab.launch({ ...sqlplus, env: { ORACLE_HOME: join(directory, 'oracle_home'), ORACLE_SID: 'pit' } });
  for (const mount of mounts) await lab.launch({ program: join(directory, 'bin/umount-clone'), args: [mount], env: {} });
  for (const clone of clones) await lab.icb('snapper', 'orcl', 'dropclone', clone);
  for (const folder of mounts) if (folder !== join(directory, 'pit')) rmdirSync(folder);
}

function shown(rows: ReturnType<typeof readRows>): string[] {
  return rows.map(({ file, key, text }) => `${file} ${key} ${text}`);
}

function allSeconds(): DateTime[] {
  const seconds = Math.round(range.last.diff(range.first).as('seconds'));
  return Array.from({ length: seconds + 1 }, (_, second) => range.first.plus({ seconds: second }));
}

function randomSeconds(count: number): DateTime[] {
  const random = seededRandom(4711);
  const seconds = Math.round(range.last.diff(range.first).as('seconds'));
  const chosen = Array.from({ length: count }, () => random.below(seconds + 1)).toSorted((one, other) => one - other);
  return chosen.map((second) => range.first.plus({ seconds: second }));
}

/** After the upper bound of a snapshot, up to the lower bound of the next. */
function refreshWindowSeconds(): DateTime[] {
  return ledger.slice(1).flatMap(({ lowerTime }, index) => {
    const from = ledger[index]?.upperTime ?? lowerTime;
    const seconds = Math.round(lowerTime.diff(from).as('seconds'));
    return Array.from({ length: seconds }, (_, second) => from.plus({ seconds: second + 1 }));
  });
}
