// What a backup that succeeded has to say all the same: changes no archived log has, datafiles without a copy, wrong clocks.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { commitTransaction } from '#lab/oracle/transactions.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { backup, openFailingLab, withImageCopy, work } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import type { TestLab } from './test-lab.ts';

const users = 4;

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy);
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

function inDatabase<Result>(change: (db: LabDatabase) => Result): Result {
  return withWorldLock(lab.directory, () => {
    using db = openDatabase(lab.directory, 'orcl', lab.clock);
    return change(db);
  });
}

type Document = Readonly<Record<string, unknown>>;

async function nightlyBackup(): Promise<{ readonly ending: Ending; readonly document: Document }> {
  const outcome = await lab.icb('--json', 'backup', 'orcl', 'imagecopywithsnap');
  expect(outcome.exitCode).toBe(0);
  return { ending: { ...outcome, sentence: '', remedy: '' }, document: JSON.parse(outcome.stdout) as Document };
}

const lastLines = ({ stderr }: Ending, count: number): string => stderr.trimEnd().split('\n').slice(-count).join('\n');

it('says nothing where nothing is to be said', async () => {
  const { ending, document } = await nightlyBackup();

  expect(document).toMatchObject({ warnings: 0, warningTexts: [], unrecoverable: [], datafilesWithoutCopy: [], clocks: { databaseSeconds: 0, applianceSeconds: 0 } });
  expect(document['rman']).toEqual(['refresh the image copy', 'tidy up and back up the control file'].map((step) => ({ step, status: 'completed', warnings: [] })));
  expect(ending.stderr).not.toContain('warnings in this run');
});

it('names datafiles with NOLOGGING changes since their copy, once: the refresh takes them in', async () => {
  const { scn, time } = inDatabase((db) =>
    commitTransaction(db, [{ action: 'put', file: users, block: 50, slot: 80, key: 9_999_999, text: 'loaded' }], { logging: false }));
  work(lab);

  const first = await nightlyBackup();
  work(lab);
  const second = await nightlyBackup();

  expect(first.document).toMatchObject({ warnings: 1, unrecoverable: [{ file: users, scn: String(scn), databaseTime: time, name: expect.stringContaining('users') as string }] });
  expect(lastLines(first.ending, 2)).toContain(`- NOLOGGING changes are in no archived log: between them and the end of this refresh a restore has corrupt blocks datafile=${users}`);
  expect(second.document).toMatchObject({ warnings: 0, unrecoverable: [] });
});

it('names a datafile that is offline and needs recovery, whose copy cannot move', async () => {
  inDatabase((db) => db.sql.run("update datafile set status = 'RECOVER' where file = ?", users));
  work(lab);

  const { ending, document } = await nightlyBackup();

  expect(document).toMatchObject({ warnings: 1 });
  expect(lastLines(ending, 2)).toMatch(/- a datafile is offline and needs recovery: .* datafile=4 name=\S+users/);
});

it('names datafiles that have no copy yet', async () => {
  inDatabase((db) => createTablespace(db, 'history', 20));

  const { document } = await nightlyBackup();

  expect(document).toMatchObject({ datafilesWithoutCopy: [{ file: 6, name: expect.stringContaining('history') as string }], imageCopies: { copiedInFull: 1 }, warnings: 0 });
});

it.each([
  ['database', 90, 90, 'the clock of the database host is 90 seconds ahead of'],
  ['appliance', -7200, -7199, 'the clock of the appliance is 7199 seconds behind'],
] as const)('measures the clock of the %s', async (of, seconds, measured, sentence) => {
  setFault(lab.directory, { name: 'clock-skew', of, seconds });

  const { ending, document } = await nightlyBackup();

  const expected = { databaseSeconds: 0, applianceSeconds: 0, [`${of}Seconds`]: measured };
  expect(document).toMatchObject({ clocks: expected, warnings: 1 });
  expect(lastLines(ending, 2)).toContain(`- ${sentence}`);
});

it('mentions FORCE LOGGING that is off when a database is configured, not every night', async () => {
  const configured = await backup(lab, 'config');
  const night = await backup(lab);

  expect(configured.stdout).toContain('FORCE LOGGING is off');
  expect(night.stdout).not.toContain('FORCE LOGGING');
});
