import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DateTime } from 'luxon';
import { databaseKinds, type DatabaseKind } from '#lab/database-kind.ts';
import { openLabClock, type LabClock } from '#lab/lab-clock.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { applyRedo, type RedoOutcome } from '#lab/oracle/redo/apply-redo.ts';
import { runJob } from '#lab/oracle/backup/block-job.ts';
import { createDatabase } from '#lab/oracle/create-database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { readRowsOf, type FileRow } from '#lab/oracle/rows.ts';
import { RandomTransactions } from '#lab/random-transactions.ts';
import { seededRandom } from '#lab/seeded-random.ts';

/** A new database in a folder of its own; its time stands still at noon until the clock is advanced. */
export interface TestDatabase extends Disposable {
  readonly labDir: string;
  /** An empty folder for copies and pieces. */
  readonly area: string;
  readonly clock: LabClock;
  readonly db: LabDatabase;
  /** Closes and opens again, as the next step of a tool does. */
  reopen(): LabDatabase;
}

const noon = DateTime.fromISO('2026-02-03T12:00:00', { zone: 'local' }) as DateTime<true>;

export function openTestDatabase(kind: DatabaseKind = databaseKinds['19c']): TestDatabase {
  const labDir = mkdtempSync(join(tmpdir(), 'icb-database-'));
  for (const folder of ['world', 'area', 'dbhost/fast_recovery_area']) mkdirSync(join(labDir, folder), { recursive: true });
  const clock = openLabClock(labDir, { now: () => noon.toUTC() });
  createDatabase(labDir, { name: 'orcl', dbid: 1_433_672_784, kind, seed: 1, clock });
  let db = openDatabase(labDir, 'orcl', clock);
  return {
    labDir,
    area: join(labDir, 'area'),
    clock,
    get db() {
      return db;
    },
    reopen() {
      db[Symbol.dispose]();
      db = openDatabase(labDir, 'orcl', clock);
      return db;
    },
    [Symbol.dispose]() {
      db[Symbol.dispose]();
      rmSync(labDir, { recursive: true, force: true });
    },
  };
}

/** Commits random changes of rows, always the same for the same seed. */
export function work(db: LabDatabase, transactions: number, seed = 1): void {
  const sessions = new RandomTransactions(db, seededRandom(seed));
  for (let count = 0; count < transactions; count += 1) sessions.commitOne(db);
}

/** Image copies of every datafile, in the area. */
export function copyAllDatafiles({ db, area }: TestDatabase, tag = 'copies'): readonly string[] {
  return datafiles(db).map(({ file }) => {
    const path = join(area, `file-${file}-${tag}`);
    runJob(db, beginDatafileCopy(db, { file, path, tag, level: 0 }));
    return path;
  });
}

/** Archives into the area as well, as a second destination. */
export function archiveIntoArea(test: TestDatabase, options = ''): string {
  const folder = join(test.area, 'archivelog');
  mkdirSync(folder);
  setParameter(test.db, 'log_archive_dest_1', 'LOCATION=USE_DB_RECOVERY_FILE_DEST');
  setParameter(test.db, 'log_archive_dest_2', `LOCATION=${folder}/ ${options}`);
  return folder;
}

export function archivedLogsIn(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

export function recoveryAreaLogs(db: LabDatabase): readonly string[] {
  return db.sql.all<{ name: string }>('select name from archived_log where dest_id = 1 order by recid').map(({ name }) => db.files.path(name));
}

/** Recovers copies of the copies, which stay as they are, and reads their rows. */
export function recovered(
  test: TestDatabase,
  recovery: { readonly copies: readonly string[]; readonly logs: readonly string[]; readonly until?: Until },
): { readonly outcome: RedoOutcome; readonly paths: readonly string[]; readonly rows: () => readonly FileRow[] } {
  const folder = mkdtempSync(join(test.labDir, 'restored-'));
  const paths = recovery.copies.map((copy) => join(folder, basename(copy)));
  for (const [index, copy] of recovery.copies.entries()) copyFileSync(copy, paths[index] ?? '');
  const outcome = applyRedo({ ...recovery, copies: paths });
  return { outcome, paths, rows: () => readRowsOf(paths) };
}

/** Runs work that must fail and returns the error's lines. */
export function linesOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    return (error as { lines?: readonly string[] }).lines ?? [String(error)];
  }
  return ['no error'];
}

export function currentScn(db: LabDatabase): number {
  return db.sql.one<{ scn: number }>('select current_scn as scn from database').scn;
}
