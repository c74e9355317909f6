import { applyRecords } from './redo/block-change.ts';
import { trackChanges } from './change-tracking.ts';
import { liveDescriptor } from './checkpoint.ts';
import { databaseTime, nextScn, type LabDatabase } from './database.ts';
import { applicationFiles, writableDatafile } from './datafiles.ts';
import { appendJournal } from './journal.ts';
import { switchLog } from './redo/log-switch.ts';
import { currentLog, openThreads, writeRedo } from './redo/online-logs.ts';
import type { RedoRecord } from './redo/redo.ts';
import { encodeSlot, slotOffset, type RowChange } from './row-slots.ts';

/** The moment a transaction became durable. */
export interface Commit {
  readonly scn: number;
  readonly time: string;
}

const commitsInARow = 3;

export interface CommitOptions {
  /** `false`: the blocks change, redo only says that they did (law 9). */
  readonly logging?: boolean;
  /** When it is not now: SMON notes moments that have passed. */
  readonly time?: string;
}

/**
 * Commits a transaction: redo to the current online log first, then the blocks of the live datafiles, then the control file.
 * Must not be called inside a transaction of `db.sql`: what is on disk cannot be rolled back.
 * @throws {OracleError} when a datafile cannot be written to, or when no online log is free (ORA-00257)
 */
export function commitTransaction(db: LabDatabase, changes: readonly RowChange[], options: CommitOptions = {}): Commit {
  const descriptors = new Map(changes.map(({ file }) => [file, liveDescriptor(db, writableDatafile(db, file))]));
  const log = currentLog(db, threadAtWork(db));
  if (log.used_bytes >= log.bytes) {
    switchLog(db, log.thread);
    return commitTransaction(db, changes, options);
  }

  return db.sql.transaction(() => {
    const commit = { scn: nextScn(db), time: options.time ?? databaseTime(db) };
    const records = changes.map((change) => recordOf(change, commit, log.thread));
    const isLogged = options.logging !== false;
    writeRedo(db, log, isLogged ? records : records.map(withoutContent));

    for (const [file, descriptor] of descriptors) applyRecords(descriptor, records.filter((record) => record.file === file));
    if (!isLogged) noteUnrecoverable(db, records);
    trackChanges(db, records);
    db.sql.run('update database set scn_time = ?', commit.time);
    noteInJournal(db, commit, changes);
    return commit;
  });
}

/** Sessions are spread over the instances: some commits here, some there. */
function threadAtWork(db: LabDatabase): number {
  const threads = openThreads(db);
  const { scn } = db.sql.one<{ scn: number }>('select current_scn as scn from database');
  return threads[Math.floor(scn / commitsInARow) % threads.length] ?? 1;
}

function recordOf(change: RowChange, commit: Commit, thread: number): RedoRecord {
  const { file, block, slot } = change;
  return { kind: 'change', ...commit, thread, file, block, offset: slotOffset(slot), bytes: encodeSlot(change, commit.time) };
}

function withoutContent(record: RedoRecord): RedoRecord {
  return { ...record, kind: 'invalidate', bytes: Buffer.alloc(0) };
}

function noteUnrecoverable(db: LabDatabase, records: readonly RedoRecord[]): void {
  for (const { file, scn, time } of records) {
    db.sql.run('update datafile set unrecoverable_change = ?, unrecoverable_time = ? where file = ?', scn, time, file);
  }
}

/** The journal is what the database host's database went through; a restored one goes its own way. */
function noteInJournal(db: LabDatabase, commit: Commit, changes: readonly RowChange[]): void {
  if (db.site === 'restore host') return;
  const files = applicationFiles(db);
  const noted = changes.filter(({ file }) => files.has(file)).map(({ action, file, key, text }) => ({ action, file, key, text }));
  if (noted.length > 0) appendJournal(db, { ...commit, changes: noted });
}
