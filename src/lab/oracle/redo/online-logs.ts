import { crc32 } from 'node:zlib';
import { databaseIdentity, type LabDatabase } from '../database.ts';
import { appendRedo, decodeRecords, encodeRecords, readLogBody, redoBlockSize, type RedoLogHeader, type RedoRecord } from './redo.ts';

/** A row of the control file's online log table. */
export interface OnlineLog {
  readonly group_no: number;
  readonly thread: number;
  readonly sequence: number;
  /** Size the log may grow to before it is switched. */
  readonly bytes: number;
  readonly used_bytes: number;
  readonly archived: string;
  readonly status: string;
  readonly member: string;
  readonly first_change: number;
  readonly first_time: string;
  readonly next_change: number | null;
  readonly next_time: string | null;
}

/** Threads whose instance is open. */
export function openThreads(db: LabDatabase): readonly number[] {
  return db.sql.all<{ thread: number }>("select thread from redo_thread where status = 'OPEN' order by thread").map(({ thread }) => thread);
}

/** The log that takes the thread's redo now. */
export function currentLog(db: LabDatabase, thread = 1): OnlineLog {
  return db.sql.one<OnlineLog>("select * from online_log where thread = ? and status = 'CURRENT'", thread);
}

/** Appends redo to the thread's current log. */
export function writeRedo(db: LabDatabase, log: OnlineLog, records: readonly RedoRecord[]): void {
  const bytes = encodeRecords(records);
  appendRedo(db.files.descriptor(log.member), redoBlockSize + log.used_bytes, bytes);
  db.sql.run('update online_log set used_bytes = used_bytes + ? where group_no = ?', bytes.length, log.group_no);
}

/** The redo of an online log, as bytes. */
export function onlineRedo(db: LabDatabase, log: OnlineLog): Buffer {
  return readLogBody(db.files.descriptor(log.member), redoBlockSize, log.used_bytes);
}

/** The header an online log has, or gets when it is closed, given its redo. */
export function logHeader(db: LabDatabase, log: OnlineLog, redo: Buffer): RedoLogHeader {
  const { dbid, resetlogs_change, resetlogs_id } = databaseIdentity(db);
  return {
    dbid,
    thread: log.thread,
    sequence: log.sequence,
    resetlogsChange: resetlogs_change,
    resetlogsId: resetlogs_id,
    firstChange: log.first_change,
    firstTime: log.first_time,
    nextChange: log.next_change,
    nextTime: log.next_time,
    recordCount: decodeRecords(redo).records.length,
    bytes: redo.length,
    checksum: crc32(redo),
  };
}
