import { ftruncateSync, writeSync } from 'node:fs';
import { archivePendingLogs } from './archiver.ts';
import { checkpointDatabase } from '../checkpoint.ts';
import { databaseTime, nextScn, type LabDatabase } from '../database.ts';
import { currentLog, logHeader, onlineRedo, openThreads, type OnlineLog } from './online-logs.ts';
import { OracleError } from '../oracle-error.ts';
import { encodeLogHeader, type RedoLogHeader } from './redo.ts';

/** Where one log ends and the next begins. */
interface Boundary {
  readonly scn: number;
  readonly time: string;
}

/**
 * `ALTER SYSTEM SWITCH LOGFILE`: closes the thread's current log, archives it and goes on in the next group. That one must
 * have been archived, or its redo would be lost: a real instance hangs here, ours says what it would be waiting for.
 * @returns the failure that keeps a log from being archived, or nothing
 * @throws {OracleError} ORA-00257 when every other group still waits for its archiving
 */
export function switchLog(db: LabDatabase, thread = 1): OracleError | undefined {
  archivePendingLogs(db);
  db.sql.transaction(() => {
    const log = currentLog(db, thread);
    const next = nextGroup(db, log);
    const boundary = { scn: nextScn(db), time: databaseTime(db) };
    closeLog(db, log, boundary);
    startLog(db, next, { ...boundary, sequence: log.sequence + 1 });
    checkpointDatabase(db, boundary);
  });
  return archivePendingLogs(db);
}

/**
 * `ALTER SYSTEM ARCHIVE LOG CURRENT`: switches every open thread and returns once the mandatory destinations have the logs.
 * @throws {OracleError} ORA-16038 when a log cannot be archived
 */
export function archiveLogCurrent(db: LabDatabase): void {
  const failures = openThreads(db).map((thread) => switchLog(db, thread));
  const pending = archivePendingLogs(db);
  // A destination that has just failed is not tried again so soon: why, the first attempt says.
  if (pending !== undefined) throw failures.find((failure) => failure !== undefined) ?? pending;
}

/** Starts a log in this group: whatever it held is gone. */
export function startLog(db: LabDatabase, log: OnlineLog, start: Boundary & { readonly sequence: number }): void {
  db.sql.run(
    `update online_log set sequence = ?, used_bytes = 0, archived = 'NO', status = 'CURRENT',
     first_change = ?, first_time = ?, next_change = null, next_time = null where group_no = ?`,
    start.sequence,
    start.scn,
    start.time,
    log.group_no,
  );
  db.sql.run('update redo_thread set current_group = ?, current_sequence = ? where thread = ?', log.group_no, start.sequence, log.thread);
  const started = currentLog(db, log.thread);
  writeLogHeader(db, started, logHeader(db, started, Buffer.alloc(0)));
}

function nextGroup(db: LabDatabase, current: OnlineLog): OnlineLog {
  const groups = db.sql.all<OnlineLog>('select * from online_log where thread = ? order by group_no', current.thread);
  const next = groups.find(({ group_no }) => group_no > current.group_no) ?? groups[0];
  if (next !== undefined && next.archived === 'YES') return next;
  throw new OracleError('ORA-00257: Archiver error. Connect AS SYSDBA only until resolved.');
}

function closeLog(db: LabDatabase, log: OnlineLog, { scn, time }: Boundary): void {
  db.sql.run("update online_log set status = 'ACTIVE', next_change = ?, next_time = ? where group_no = ?", scn, time, log.group_no);
  const closed = { ...log, next_change: scn, next_time: time };
  writeLogHeader(db, closed, logHeader(db, closed, onlineRedo(db, closed)));
}

/** Also cuts off what an earlier use of the group left behind the redo. */
function writeLogHeader(db: LabDatabase, log: OnlineLog, header: RedoLogHeader): void {
  const descriptor = db.files.descriptor(log.member);
  const block = encodeLogHeader(header);
  ftruncateSync(descriptor, block.length + header.bytes);
  writeSync(descriptor, block, 0, block.length, 0);
}
