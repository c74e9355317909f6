import { takeFault } from '../../faults.ts';
import { instantOf, oracleTime } from '../../lab-clock.ts';
import { archiveDestinations, isDue, type ArchiveDestination } from './archive-destinations.ts';
import { archivedLogPath, logBlocks, recordArchivedLog, writeArchivedLog } from './archived-logs.ts';
import type { LabDatabase } from '../database.ts';
import { logHeader, onlineRedo, type OnlineLog } from './online-logs.ts';
import { fileCreationLines, OracleError } from '../oracle-error.ts';
import { encodeLogHeader, redoBlockSize, type RedoLogHeader } from './redo.ts';

/** A log that is no longer written to. */
interface ClosedLog {
  readonly header: RedoLogHeader;
  readonly content: Buffer;
}

/**
 * Archives every closed log that is not archived yet, oldest first, to every destination that is due. A failing optional
 * destination keeps a hole there and its error in V$ARCHIVE_DEST (law 4). A log counts as archived when all mandatory
 * destinations have it, and at least one.
 * @returns the failure that keeps a log from being archived, or nothing
 */
export function archivePendingLogs(db: LabDatabase): OracleError | undefined {
  const pending = db.sql.all<OnlineLog>("select * from online_log where archived = 'NO' and status <> 'CURRENT' order by first_change");
  for (const log of pending) {
    const failure = archiveLog(db, log);
    if (failure !== undefined) return failure;
    db.sql.run("update online_log set archived = 'YES', status = 'INACTIVE' where group_no = ?", log.group_no);
  }
  return undefined;
}

function archiveLog(db: LabDatabase, log: OnlineLog): OracleError | undefined {
  const redo = onlineRedo(db, log);
  const header = logHeader(db, log, redo);
  const content = Buffer.alloc((logBlocks(redo.length) + 1) * redoBlockSize);
  encodeLogHeader(header).copy(content);
  redo.copy(content, redoBlockSize);

  const { destinations, succeeded, failure } = deliverLog(db, { header, content });
  const missedMandatory = destinations.some((destination) => destination.binding === 'MANDATORY' && !succeeded.includes(destination));
  if (succeeded.length > 0 && !missedMandatory) return undefined;
  return new OracleError(
    `ORA-16038: log ${log.group_no} sequence# ${log.sequence} cannot be archived`,
    ...(failure?.lines ?? ['ORA-16014: log not archived, no available destinations']),
    `ORA-00312: online log ${log.group_no} thread ${log.thread}: '${log.member}'`,
  );
}

/** Where a log should be, and where it is. */
interface Delivery {
  readonly destinations: readonly ArchiveDestination[];
  readonly succeeded: readonly ArchiveDestination[];
  /** Of the first destination that failed. */
  readonly failure: OracleError | undefined;
}

/** Writes a log to every local destination that is due and lacks it. */
export function deliverLog(db: LabDatabase, log: ClosedLog): Delivery {
  const destinations = archiveDestinations(db).filter(({ status }) => status === 'VALID' || status === 'ERROR');
  let first: OracleError | undefined;
  for (const destination of destinations) {
    if (hasLog(db, destination, log.header) || !isDueNow(db, destination)) continue;
    const failure = archiveTo(db, destination, log);
    first ??= failure;
  }
  return { destinations, succeeded: destinations.filter((destination) => hasLog(db, destination, log.header)), failure: first };
}

function archiveTo(db: LabDatabase, destination: ArchiveDestination, log: ClosedLog): OracleError | undefined {
  const path = archivedLogPath(db, destination.destination ?? '', log.header);
  try {
    const fault = takeFault(db.labDir, 'archive-dest-error', ({ dest }) => dest === destination.dest_id);
    if (fault !== undefined) throw fault['stack'] === undefined ? inputOutputError(path) : new OracleError(...[fault['stack']].flat().map(String));
    writeArchivedLog(db, path, { content: log.content, isRecoveryArea: destination.is_recovery_area === 'YES' });
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    noteFailure(db, destination, { sequence: log.header.sequence, error });
    return error;
  }
  recordArchivedLog(db, log.header, { path, destId: destination.dest_id, creator: 'ARCH' });
  db.sql.run("update archive_dest set status = 'VALID', error = null, fail_time = null where dest_id = ?", destination.dest_id);
  return undefined;
}

function inputOutputError(path: string): OracleError {
  return new OracleError(`ORA-19504: failed to create file "${path}"`, ...fileCreationLines({ code: 'EIO', errno: 5 }));
}

function noteFailure(db: LabDatabase, destination: ArchiveDestination, failure: { sequence: number; error: OracleError }): void {
  db.sql.run(
    "update archive_dest set status = 'ERROR', error = ?, fail_time = ?, fail_sequence = ? where dest_id = ?",
    failure.error.lines[0] ?? '',
    oracleTime(db.clock.now()),
    failure.sequence,
    destination.dest_id,
  );
}

function hasLog(db: LabDatabase, destination: ArchiveDestination, { thread, sequence, resetlogsId }: RedoLogHeader): boolean {
  const row = db.sql.get(
    "select 1 from archived_log where dest_id = ? and thread = ? and sequence = ? and resetlogs_id = ? and creator = 'ARCH'",
    destination.dest_id,
    thread,
    sequence,
    resetlogsId,
  );
  return row !== undefined;
}

function isDueNow(db: LabDatabase, destination: ArchiveDestination): boolean {
  const failedAt = destination.fail_time;
  const secondsSinceFailure = failedAt === null ? 0 : db.clock.now().diff(instantOf(failedAt)).as('seconds');
  return isDue(destination, secondsSinceFailure);
}
