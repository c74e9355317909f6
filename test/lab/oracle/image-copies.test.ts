import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireConsistentCopies } from '#lab/oracle/redo/apply-redo.ts';
import { readPiece } from '#lab/oracle/backup/backup-piece.ts';
import { runJob, type BlockJob } from '#lab/oracle/backup/block-job.ts';
import { disableChangeTracking, enableChangeTracking } from '#lab/oracle/change-tracking.ts';
import { nextScn, type LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace, dropTablespace, resizeDatafile } from '#lab/oracle/datafile-administration.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import { beginIncremental, type IncrementalResult } from '#lab/oracle/backup/incremental-job.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { beginMerge } from '#lab/oracle/backup/merge-job.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { commitTransaction, type Commit } from '#lab/oracle/transactions.ts';
import { copyAllDatafiles, linesOf, openTestDatabase, recovered, recoveryAreaLogs, work, type TestDatabase } from './test-database.ts';

const users = 4;

interface CopyRow {
  readonly recid: number;
  readonly tag: string;
  readonly checkpoint_change: number;
  readonly fuzzy_change: number | null;
  readonly blocks: number;
}

function copyRow(db: LabDatabase, file: number): CopyRow {
  return db.sql.one<CopyRow>('select * from datafile_copy where file = ? order by recid desc', file);
}

/** Loads a row without redo into a block of USERS. */
function commitUnlogged(db: LabDatabase): Commit {
  const change = { action: 'put', file: users, block: 50, slot: 80, key: 9_999_999, text: 'loaded' } as const;
  return commitTransaction(db, [change], { logging: false });
}

/** Steps of eight blocks, with transactions by others between them. */
function runBusily<Result>(db: LabDatabase, job: BlockJob<Result>): Result {
  for (let step = 0; ; step += 1) {
    const result = job.step(db, 8);
    if (result !== undefined) return result;
    work(db, 2, step);
  }
}

function incremental(test: TestDatabase, file: number, name: string): IncrementalResult {
  const sinceScn = copyRow(test.db, file).checkpoint_change;
  return runJob(test.db, beginIncremental(test.db, { file, sinceScn, path: join(test.area, name), tag: 'copies' }));
}

function rollForward(test: TestDatabase, run: string): void {
  const files = test.db.sql.all<{ file: number }>('select file from datafile_copy order by file');
  for (const { file } of files) {
    const { pieceRecid } = incremental(test, file, `${run}-${file}`);
    runJob(test.db, beginMerge(test.db, { copyRecid: copyRow(test.db, file).recid, pieceRecid }));
  }
}

describe('image copies of a database at work', () => {
  it('law 7: a hot copy is fuzzy, and opening it before redo has passed its newest block is ORA-01195', () => {
    using test = openTestDatabase();
    const path = join(test.area, 'users');
    runBusily(test.db, beginDatafileCopy(test.db, { file: users, path, tag: 'copies' }));

    const { fuzzy_change, checkpoint_change } = copyRow(test.db, users);

    expect(fuzzy_change).toBeGreaterThan(checkpoint_change);
    expect(linesOf(() => requireConsistentCopies([path]))).toEqual([
      'ORA-01195: online backup of file 4 needs more recovery to be consistent',
      `ORA-01110: data file 4: '${path}'`,
    ]);
  });

  it('law 7: redo up to the fuzzy SCN is not enough, redo past it is', () => {
    using test = openTestDatabase();
    const path = join(test.area, 'users');
    runBusily(test.db, beginDatafileCopy(test.db, { file: users, path, tag: 'copies' }));
    archiveLogCurrent(test.db);
    const fuzzyScn = copyRow(test.db, users).fuzzy_change ?? 0;
    const logs = recoveryAreaLogs(test.db);

    const upTo = recovered(test, { copies: [path], logs, until: { scn: fuzzyScn } });
    const past = recovered(test, { copies: [path], logs, until: { scn: fuzzyScn + 1 } });

    expect(linesOf(() => requireConsistentCopies(upTo.paths))[0]).toContain('ORA-01195');
    expect(linesOf(() => requireConsistentCopies(past.paths))).toEqual(['no error']);
    expect(past.rows()).toEqual(rowsByJournal(test.labDir, { scn: fuzzyScn + 1 }).filter(({ file }) => file === users));
  });

  it('law 7: copies of different moments must reach one SCN, otherwise ORA-01194', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);

    expect(linesOf(() => requireConsistentCopies(copies))[0]).toBe('ORA-01194: file 1 needs more recovery to be consistent');
  });

  it('a copy and the redo since give the rows of any SCN in between', () => {
    using test = openTestDatabase();
    work(test.db, 30);
    const copies = copyAllDatafiles(test);
    const lower = nextScn(test.db);
    work(test.db, 60, 2);
    const upper = nextScn(test.db);
    archiveLogCurrent(test.db);
    const logs = recoveryAreaLogs(test.db);

    for (let scn = lower; scn <= upper; scn += 3) {
      expect(recovered(test, { copies, logs, until: { scn } }).rows()).toEqual(rowsByJournal(test.labDir, { scn }));
    }
  });

  it('law 33: recovery until a time takes only what was committed before it', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    for (let minute = 1; minute <= 4; minute += 1) {
      test.clock.advance(60_000);
      work(test.db, 5, minute);
    }
    archiveLogCurrent(test.db);
    const until = { time: '2026-02-03 12:03:00' };

    const { rows, outcome } = recovered(test, { copies, logs: recoveryAreaLogs(test.db), until });

    expect(outcome).toMatchObject({ lastTime: '2026-02-03 12:02:00', missing: undefined });
    expect(rows()).toEqual(rowsByJournal(test.labDir, until));
  });

  it('law 33: the target SCN itself is not included', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    const { scn, time } = commitTransaction(test.db, [{ action: 'put', file: users, block: 9, slot: 0, key: 7, text: 'last' }]);
    archiveLogCurrent(test.db);
    const logs = recoveryAreaLogs(test.db);

    const rows = [scn, scn + 1].map((until) => recovered(test, { copies, logs, until: { scn: until } }).rows());

    expect(rows).toEqual([[], [{ file: users, key: 7, text: 'last', time }]]);
    expect([rowsByJournal(test.labDir, { scn }), rowsByJournal(test.labDir, { scn: scn + 1 })]).toEqual(rows);
  });

  it('law 33: a copy past the target, a gap and the end of redo are told apart', () => {
    using test = openTestDatabase();
    const early = nextScn(test.db);
    const copies = copyAllDatafiles(test);
    for (const seed of [1, 2, 3]) {
      work(test.db, 5, seed);
      archiveLogCurrent(test.db);
    }
    const logs = recoveryAreaLogs(test.db);

    expect(linesOf(() => recovered(test, { copies, logs, until: { scn: early } }))[0]).toContain('RMAN-06556: datafile 1');
    expect(linesOf(() => recovered(test, { copies, logs: logs.toSpliced(1, 1) }))[1]).toContain('thread 1 with sequence 2 ');
    expect(recovered(test, { copies, logs }).outcome.missing).toMatchObject({ thread: 1, sequence: 4 });
  });

  it('law 9: a change without redo is noted, and unknown after recovery', () => {
    using test = openTestDatabase();
    work(test.db, 20);
    const before = copyAllDatafiles(test, 'before');
    const { scn } = commitUnlogged(test.db);
    archiveLogCurrent(test.db);
    const logs = recoveryAreaLogs(test.db);
    const after = copyAllDatafiles(test, 'after');

    const lost = linesOf(() => recovered(test, { copies: before, logs }).rows());

    expect(test.db.sql.one('select unrecoverable_change from datafile where file = ?', users)).toMatchObject({ unrecoverable_change: scn });
    expect(lost[0]).toBe('ORA-01578: ORACLE data block corrupted (file # 4, block # 50)');
    expect(lost).toContain('ORA-26040: Data block was loaded using the NOLOGGING option');
    expect(recovered(test, { copies: after, logs }).rows()).toEqual(rowsByJournal(test.labDir));
  });
});

describe('incrementally updated copies', () => {
  it('law 12: a merge brings the copy to the state of the incremental, checkpoint included', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    for (const run of ['one', 'two']) {
      work(test.db, 40);
      rollForward(test, run);
    }
    const checkpoints = test.db.sql.all<{ change: number }>('select max(checkpoint_change) as change from backup_datafile group by file order by file');
    const until = { scn: nextScn(test.db) };
    archiveLogCurrent(test.db);

    const { rows } = recovered(test, { copies, logs: recoveryAreaLogs(test.db).slice(-1), until });

    expect([1, 2, 3, 4, 5].map((file) => copyRow(test.db, file).checkpoint_change)).toEqual(checkpoints.map(({ change }) => change));
    expect(rows()).toEqual(rowsByJournal(test.labDir));
  });

  it('law 12: an incremental made while others work leaves a fuzzy copy that redo makes right', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    work(test.db, 40);
    const since = copyRow(test.db, users);
    const piece = runBusily(test.db, beginIncremental(test.db, { file: users, sinceScn: since.checkpoint_change, path: join(test.area, 'piece'), tag: 'copies' }));
    runBusily(test.db, beginMerge(test.db, { copyRecid: since.recid, pieceRecid: piece.pieceRecid }));
    archiveLogCurrent(test.db);

    expect(copyRow(test.db, users).fuzzy_change).toBeGreaterThan(piece.checkpointChange);
    expect(recovered(test, { copies, logs: recoveryAreaLogs(test.db) }).rows()).toEqual(rowsByJournal(test.labDir));
  });

  it('refuses a piece that begins after the checkpoint of the copy', () => {
    using test = openTestDatabase();
    copyAllDatafiles(test);
    const { recid, checkpoint_change } = copyRow(test.db, users);
    const request = { file: users, sinceScn: checkpoint_change + 5, path: join(test.area, 'piece'), tag: 'copies' };
    const { pieceRecid } = runJob(test.db, beginIncremental(test.db, request));

    expect(linesOf(() => beginMerge(test.db, { copyRecid: recid, pieceRecid }))[0]).toBe('ORA-19643: datafile 4: incremental-start SCN is too recent');
  });

  it('law 13: an interrupted merge leaves blocks of both ages and the old checkpoint; running it again repairs the copy', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    work(test.db, 60);
    const { pieceRecid, blocks } = incremental(test, users, 'piece');
    const { recid, checkpoint_change } = copyRow(test.db, users);
    const original = readFileSync(copies[3] ?? '');
    beginMerge(test.db, { copyRecid: recid, pieceRecid }).step(test.db, Math.floor(blocks / 2));
    const halfWay = readFileSync(copies[3] ?? '');
    const afterInterruption = copyRow(test.db, users).checkpoint_change;

    const result = runJob(test.db, beginMerge(test.db, { copyRecid: recid, pieceRecid }));
    archiveLogCurrent(test.db);

    expect(halfWay.equals(original)).toBe(false);
    expect(afterInterruption).toBe(checkpoint_change);
    expect(copyRow(test.db, users).checkpoint_change).toBe(result.checkpointChange);
    expect(linesOf(() => requireConsistentCopies(copies.slice(3, 4)))).toEqual(['no error']);
    expect(recovered(test, { copies, logs: recoveryAreaLogs(test.db) }).rows()).toEqual(rowsByJournal(test.labDir));
  });

  it('law 13: without the piece an interrupted merge stays what it is: not to be opened without redo', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    work(test.db, 60);
    const { pieceRecid } = incremental(test, users, 'piece');
    const { recid } = copyRow(test.db, users);
    beginMerge(test.db, { copyRecid: recid, pieceRecid }).step(test.db, 3);
    rmSync(join(test.area, 'piece'));
    test.reopen();

    expect(linesOf(() => beginMerge(test.db, { copyRecid: recid, pieceRecid }))[1]).toContain('ORA-19505');
    expect(linesOf(() => requireConsistentCopies(copies.slice(3, 4)))[0]).toContain('ORA-01195');
  });

  it('law 14: a piece or a copy that is not on disk fails the merge', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    const { pieceRecid } = incremental(test, users, 'piece');
    const request = { copyRecid: copyRow(test.db, users).recid, pieceRecid };
    rmSync(copies[3] ?? '');
    test.reopen();
    const withoutCopy = linesOf(() => beginMerge(test.db, request));
    rmSync(join(test.area, 'piece'));
    test.reopen();
    const withoutPiece = linesOf(() => beginMerge(test.db, request));

    expect(withoutCopy).toEqual([
      `ORA-19625: error identifying file ${copies[3] ?? ''}`,
      'ORA-27037: unable to obtain file status',
      'Linux-x86_64 Error: 2: No such file or directory',
    ]);
    expect(withoutPiece.slice(1, 3)).toEqual([
      `ORA-19505: failed to identify file "${join(test.area, 'piece')}"`,
      'ORA-27037: unable to obtain file status',
    ]);
  });

  it('law 15: change tracking reads only changed blocks, and the result is the same', () => {
    using test = openTestDatabase();
    enableChangeTracking(test.db);
    copyAllDatafiles(test);
    work(test.db, 20);
    const tracked = incremental(test, users, 'tracked');
    disableChangeTracking(test.db);

    const complete = incremental(test, users, 'complete');

    expect(tracked).toMatchObject({ usedChangeTracking: true, blocksRead: tracked.blocks });
    expect(complete).toMatchObject({ usedChangeTracking: false, blocksRead: 159, blocks: tracked.blocks });
    expect(readPiece(join(test.area, 'tracked')).content).toEqual(readPiece(join(test.area, 'complete')).content);
  });

  it('law 15: tracking that began after the copy is of no use for it', () => {
    using test = openTestDatabase();
    copyAllDatafiles(test);
    work(test.db, 20);
    enableChangeTracking(test.db);

    expect(incremental(test, users, 'piece')).toMatchObject({ usedChangeTracking: false, blocksRead: 159 });
  });

  it('law 16: a resized datafile grows its copy', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    resizeDatafile(test.db, users, 200);

    rollForward(test, 'grown');

    expect(copyRow(test.db, users).blocks).toBe(200);
    expect(statSync(copies[3] ?? '').size).toBe(201 * 8192);
  });

  it('law 16: a dropped datafile leaves its copy behind, and its number is used again', () => {
    using test = openTestDatabase();
    const file = createTablespace(test.db, 'history', 20);
    copyAllDatafiles(test);
    const name = test.db.sql.one<{ name: string }>('select name from datafile where file = ?', file).name;
    dropTablespace(test.db, 'history');

    const again = createTablespace(test.db, 'archive', 20);
    const creation = test.db.sql.one<{ creation_change: number }>('select creation_change from datafile where file = ?', again);

    expect(linesOf(() => statSync(test.db.files.path(name)))[0]).toContain('ENOENT');
    expect(again).toBe(file);
    expect(test.db.sql.one<{ creation_change: number }>('select creation_change from datafile_copy where file = ?', file).creation_change).not.toBe(
      creation.creation_change,
    );
  });

  it('law 17: copies of the parent incarnation are rolled forward after open resetlogs', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    work(test.db, 20);
    test.clock.advance(1000);
    openResetlogs(test.db);
    work(test.db, 20, 2);
    archiveLogCurrent(test.db);
    const byRedo = recovered(test, { copies, logs: recoveryAreaLogs(test.db) });

    rollForward(test, 'across');
    archiveLogCurrent(test.db);
    const byMerge = recovered(test, { copies, logs: recoveryAreaLogs(test.db).slice(-1) });

    expect(byRedo.rows()).toEqual(rowsByJournal(test.labDir));
    expect(byMerge.rows()).toEqual(rowsByJournal(test.labDir));
  });

  it('law 18: tags are stored in upper case', () => {
    using test = openTestDatabase();
    copyAllDatafiles(test, 'image_copy_backup');
    incremental(test, users, 'piece');

    expect(copyRow(test.db, users).tag).toBe('IMAGE_COPY_BACKUP');
    expect(test.db.sql.one('select tag from backup_piece')).toMatchObject({ tag: 'COPIES' });
  });

  it('law 24: Standard Edition has no change tracking', () => {
    using test = openTestDatabase();
    test.db.sql.run("update database set edition = 'SE2'");

    expect(linesOf(() => enableChangeTracking(test.db))).toEqual(['ORA-00439: feature not enabled: Block Change Tracking']);
  });
});
