import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyRedo } from '#lab/oracle/redo/apply-redo.ts';
import { createTablespace, dropTablespace, resizeDatafile, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { readRowsOf } from '#lab/oracle/rows.ts';
import { copyAllDatafiles, currentScn, linesOf, openTestDatabase, recoveryAreaLogs, work } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

/** Recovers copies in place, with a folder for files that redo makes. */
function recoverInPlace(test: TestDatabase, copies: readonly string[], more: { readonly until?: { readonly scn: number }; readonly unmoved?: readonly string[] } = {}) {
  const createIn = join(test.area, 'created');
  mkdirSync(createIn, { recursive: true });
  return applyRedo({ copies, logs: recoveryAreaLogs(test.db), createIn, ...more });
}

describe('redo of whole datafiles', () => {
  it('law 32: recovery makes a file that was born after the copies, and fills it', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    const file = createTablespace(test.db, 'later', 30);
    work(test.db, 60);
    archiveLogCurrent(test.db);

    const { files, unknownFiles } = recoverInPlace(test, copies);

    expect([files.length, unknownFiles]).toEqual([6, []]);
    expect(readRowsOf(files)).toEqual(rowsByJournal(test.labDir));
    expect(rowsByJournal(test.labDir).some((row) => row.file === file)).toBe(true);
  });

  it('law 32: without a place for it the file stays unknown', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    const file = createTablespace(test.db, 'later', 30);
    archiveLogCurrent(test.db);

    expect(applyRedo({ copies, logs: recoveryAreaLogs(test.db) }).unknownFiles).toEqual([file]);
  });

  it('law 16: a dropped file and the next of its number are told apart at every SCN', () => {
    using test = openTestDatabase();
    createTablespace(test.db, 'history', 30);
    const copies = copyAllDatafiles(test);
    work(test.db, 40);
    const before = currentScn(test.db);
    dropTablespace(test.db, 'history');
    createTablespace(test.db, 'archive', 30);
    work(test.db, 40, 2);
    archiveLogCurrent(test.db);

    const past = recoverInPlace(test, copies, { until: { scn: before + 1 } });
    const rowsBefore = readRowsOf(past.files);
    const present = recoverInPlace(test, past.files);

    expect(rowsBefore).toEqual(rowsByJournal(test.labDir, { scn: before + 1 }));
    expect(readRowsOf(present.files)).toEqual(rowsByJournal(test.labDir));
  });

  it('law 16: redo grows a copy whose datafile was resized', () => {
    using test = openTestDatabase();
    createTablespace(test.db, 'small', 5);
    const copies = copyAllDatafiles(test);
    resizeDatafile(test.db, 6, 60);
    work(test.db, 400);
    archiveLogCurrent(test.db);

    const { files } = recoverInPlace(test, copies);

    expect(readRowsOf(files)).toEqual(rowsByJournal(test.labDir));
  });

  it('law 8: a copy of a read-only file needs no redo from before the others', () => {
    using test = openTestDatabase();
    work(test.db, 20);
    setTablespaceReadOnly(test.db, 'example', true);
    const [example] = copyAllDatafiles(test, 'old').slice(-1);
    archiveLogCurrent(test.db);
    work(test.db, 20, 2);
    archiveLogCurrent(test.db);
    const copies = [...copyAllDatafiles(test).slice(0, 4), example ?? ''];
    work(test.db, 20, 3);
    archiveLogCurrent(test.db);
    for (const log of recoveryAreaLogs(test.db).slice(0, 2)) rmSync(log);
    const logs = recoveryAreaLogs(test.db).slice(2);

    const lines = linesOf(() => applyRedo({ copies, logs }));
    const { files } = applyRedo({ copies, logs, unmoved: [example ?? ''] });

    expect(lines[0]).toContain('RMAN-06053');
    expect(readRowsOf(files)).toEqual(rowsByJournal(test.labDir));
  });
});
