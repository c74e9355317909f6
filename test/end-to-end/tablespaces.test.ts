// Tablespaces that do not move, or that come between two backups: each action takes them as they are, and each restore has them
// as they were. The backup area is not one of many below a shared folder: the destination is the area itself.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oracleTime } from '#lab/lab-clock.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace, setTablespaceOnline, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { commitTransaction } from '#lab/oracle/transactions.ts';
import { proveRefreshWindows, proveSnapshots } from '#lab/proof.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configure } from '../commands/restore-lab.ts';
import { inDatabase, workForHours } from './judged-lab.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

let lab: TestLab;
let saved: SavedLab;
let keys = 0;

const file = { readOnly: 6, offline: 7, young: 8 };

beforeAll(async () => {
  lab = await openTestLab();
  configure(lab, 'orcl', [`genericbackupdest: ${lab.area}`, 'genericbackupdestshared: false']);
  configure(lab, 'autorestore', [`autorestorecatalog: sqlite:${join(lab.directory, 'results.db')}`]);
  for (const folder of ['tmp', 'pit']) mkdirSync(join(lab.directory, folder));
  await icb('backup', 'orcl', 'config');
  inDatabase(lab, (db) => {
    createTablespace(db, 'history', 20);
    createTablespace(db, 'archive', 20);
    put(db, file.readOnly);
    put(db, file.offline);
  });
  await icb('backup', 'orcl', 'imagecopywithsnap');
  inDatabase(lab, (db) => {
    put(db, file.readOnly);
    put(db, file.offline);
    setTablespaceReadOnly(db, 'history', true);
    setTablespaceOnline(db, 'archive', false);
  });
  workForHours(lab, 10);
  await icb('backup', 'orcl', 'imagecopywithsnap');
  workForHours(lab, 11);
  inDatabase(lab, (db) => {
    createTablespace(db, 'young', 20);
    put(db, file.young);
  });
  workForHours(lab, 12);
  await icb('backup', 'orcl', 'imagecopywithsnap');
  workForHours(lab, 2);
  saved = new SavedLab(lab);
});
beforeEach(() => saved.restore());
afterAll(async () => {
  saved[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

function put(db: LabDatabase, number: number): void {
  keys += 1;
  commitTransaction(db, [{ action: 'put', file: number, block: 3, slot: keys, key: 9_000_000 + keys, text: `row ${keys}` }]);
}

async function run(...words: string[]): Promise<Outcome> {
  return await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: join(lab.directory, 'tmp') } }, ...words);
}

async function icb(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(...words);
  expect({ exitCode, output: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, output: '' });
  return stdout;
}

it('lie in the area that is not shared, beside the copies of all others', () => {
  expect(readdirSync(join(lab.directory, 'nfs/demo-backup'))).toEqual(['orcl']);
  for (const tablespace of ['HISTORY', 'ARCHIVE', 'YOUNG']) expect(readdirSync(lab.area).filter((name) => name.startsWith('data_') && name.includes(`_TS-${tablespace}_`))).toHaveLength(1);
});

it('are recovered by the lab to every time the snapshots promise', () => {
  const proofs = [...proveSnapshots(lab.directory, lab.area, { pointsBetween: 3 }), ...proveRefreshWindows(lab.directory, lab.area)];

  expect(proofs.length).toBeGreaterThanOrEqual(8);
  expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
});

it('are nothing for the other actions to complain of', async () => {
  for (const action of ['report', 'validatebackup', 'missingarchlog', 'generaterestore']) await icb('backup', 'orcl', action);
});

it('move again when they are made read write and online', async () => {
  inDatabase(lab, (db) => {
    setTablespaceReadOnly(db, 'history', false);
    setTablespaceOnline(db, 'archive', true);
    put(db, file.readOnly);
    put(db, file.offline);
  });

  await icb('backup', 'orcl', 'imagecopywithsnap');
  workForHours(lab, 3);
  await icb('backup', 'orcl', 'imagecopywithsnap');

  expect(proveSnapshots(lab.directory, lab.area).filter(({ differences }) => differences > 0)).toEqual([]);
});

it('whose image copy is gone are missed, by a validation and by a backup', async () => {
  const [copy = ''] = readdirSync(lab.area).filter((name) => name.includes('_TS-HISTORY_'));
  rmSync(join(lab.area, copy));

  for (const action of ['validatebackup', 'imagecopywithsnap']) {
    const { exitCode, stderr } = await run('backup', 'orcl', action);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(copy)]);
  }
});

describe('a restore', () => {
  it('as a test has all of them', async () => {
    await icb('autorestore', '--createcatalog');

    expect(await icb('autorestore', 'orcl')).toContain('orcl');
  });

  it.each([
    ['after the youngest was made', 6],
    ['before it was made', 20],
  ])('to a time %s has the rows of all but the one that is offline, as in production', async (_when, hoursAgo) => {
    const target = DateTime.fromMillis(lab.clock.now().toMillis(), { zone: 'utc' }).minus({ hours: hoursAgo }).startOf('second');

    await icb('--json', 'restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes');

    const restored = withWorldLock(lab.directory, () => {
      using db = openTarget(lab.directory, { kind: 'instance', sid: 'pit' }, lab.clock);
      return readRows(db);
    });
    const committed = rowsByJournal(lab.directory, { time: oracleTime(target) }).filter((row) => row.file !== file.offline);
    expect(restored.map(shown)).toEqual(committed.map(shown));
    expect(committed.filter((row) => row.file === file.readOnly)).toHaveLength(2);
    expect(committed.filter((row) => row.file === file.young).length > 0).toBe(hoursAgo === 6);
  });
});

function shown({ file, key, text }: { readonly file: number; readonly key: number; readonly text: string }): string {
  return `${file} ${key} ${text}`;
}
