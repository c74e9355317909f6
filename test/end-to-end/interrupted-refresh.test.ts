import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace, dropTablespace, setTablespaceOnline, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { allIsWell, backup, inDatabase, openJudgedLab, verdictOfTwoNights, workForHours } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

afterAll(async () => judged[Symbol.asyncDispose]());

describe('a refresh that was interrupted, and a tablespace dropped before the next run', () => {
  // The control file backup of the next run knows nothing of the tablespace, the image copies are older than its end.
  it.each([
    { name: 'rman-die', at: 'recover-copy', afterBlocks: 40 },
    { name: 'rman-die', at: 'backup-control-file' },
  ])('at $at leave nothing to complain about', async (fault) => {
    const { lab } = judged;
    judged.restore();
    setFault(lab.directory, { ...fault, times: 1 });
    const { exitCode } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    workForHours(lab, 2);
    inDatabase(lab, (db) => dropTablespace(db, 'history'));
    workForHours(lab, 3);

    const verdict = await verdictOfTwoNights(lab, async () => backup(lab, 'imagecopywithsnap'));

    expect({ exitCode, verdict }).toEqual({ exitCode: 1, verdict: allIsWell });
  });
});

describe('a refresh that was interrupted, and before the next run a tablespace', () => {
  // The control file backup of the next run has the tablespace as it is by then.
  it.each([
    { what: 'goes offline', change: (db: LabDatabase) => setTablespaceOnline(db, 'history', false) },
    { what: 'becomes read only', change: (db: LabDatabase) => setTablespaceReadOnly(db, 'history', true) },
    { what: 'is born', change: (db: LabDatabase) => void createTablespace(db, 'born', 20) },
  ])('$what: what it was before is restored', async ({ change }) => {
    const { lab } = judged;
    judged.restore();
    setFault(lab.directory, { name: 'rman-die', at: 'backup-control-file', times: 1 });
    await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    workForHours(lab, 2);
    const target = lab.clock.now();
    lab.clock.advance(60_000);
    inDatabase(lab, change);
    workForHours(lab, 3);
    await backup(lab, 'imagecopywithsnap');
    mkdirSync(join(lab.directory, 'pit'));

    const words = ['restore', 'orcl', '--to', target.toUTC().toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes'];
    const { exitCode, stderr } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: lab.directory } }, ...words);

    expect([exitCode, stderr]).toEqual([0, '']);
    const restored = withWorldLock(lab.directory, () => {
      using db = openTarget(lab.directory, { kind: 'instance', sid: 'pit' }, lab.clock);
      return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
    });
    expect(restored).toEqual(rowsByJournal(lab.directory, { time: oracleTime(target) }).map(({ file, key, text }) => `${file} ${key} ${text}`));
  });
});
