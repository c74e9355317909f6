import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recoveryAreaLocation } from './archive-destinations.ts';
import { databaseTime, parameter, type LabDatabase } from '../database.ts';
import { omfName } from '../omf-name.ts';
import { fileCreationLines, fileStatusLines, OracleError } from '../oracle-error.ts';
import { decodeLogHeader, decodeRecords, redoBlockSize, type RedoLogHeader, type RedoRecord } from './redo.ts';

/** A row of V$ARCHIVED_LOG: one per log and place. */
export interface ArchivedLog {
  readonly recid: number;
  readonly thread: number;
  readonly sequence: number;
  readonly dest_id: number;
  readonly name: string | null;
  readonly deleted: string;
  readonly status: string;
  readonly resetlogs_change: number;
  readonly resetlogs_time: string;
  readonly resetlogs_id: number;
  readonly first_change: number;
  readonly first_time: string;
  readonly next_change: number;
  readonly next_time: string;
  readonly blocks: number;
}

/** What tells one log from another. */
type LogIdentity = Pick<RedoLogHeader, 'thread' | 'sequence' | 'resetlogsId'>;

/** An archived log file that was read. */
export interface ArchivedLogFile {
  readonly header: RedoLogHeader;
  readonly records: readonly RedoRecord[];
  /** All of it. */
  readonly file: Buffer;
}

/** Where the archiver puts a log: an Oracle-managed name in the recovery area, LOG_ARCHIVE_FORMAT in a folder. */
export function archivedLogPath(db: LabDatabase, location: string, log: LogIdentity): string {
  if (location !== recoveryAreaLocation) return join(location, archivedLogName(db, log));
  const day = databaseTime(db).slice(0, 10).replaceAll('-', '_');
  const unique = parameter(db, 'db_unique_name').toUpperCase();
  const folder = join(parameter(db, 'db_recovery_file_dest'), unique, 'archivelog', day);
  return join(folder, omfName(db, 'arc', `${log.thread}_${log.sequence}`));
}

/** LOG_ARCHIVE_FORMAT with its variables replaced. */
export function archivedLogName(db: LabDatabase, log: LogIdentity): string {
  const values: Readonly<Record<string, string>> = { t: String(log.thread), s: String(log.sequence), r: String(log.resetlogsId) };
  return parameter(db, 'log_archive_format').replace(/%([tsr])/gu, (_, letter: string) => values[letter] ?? '');
}

/** Writes an archived log, with the lab's time. The recovery area's folders are Oracle's to make, any other must be there. */
export function writeArchivedLog(db: LabDatabase, path: string, log: { readonly content: Buffer; readonly isRecoveryArea: boolean }): void {
  const onDisk = db.files.path(path);
  try {
    if (log.isRecoveryArea) mkdirSync(dirname(onDisk), { recursive: true });
    writeFileSync(onDisk, log.content);
    const now = db.clock.now().toJSDate();
    utimesSync(onDisk, now, now);
  } catch (error) {
    throw new OracleError(`ORA-19504: failed to create file "${path}"`, ...fileCreationLines(error));
  }
}

interface LogPlace {
  readonly path: string;
  readonly destId: number;
  readonly creator: 'ARCH' | 'RMAN';
}

/** Adds the row of a log that is now also at `path`. */
export function recordArchivedLog(db: LabDatabase, header: RedoLogHeader, place: LogPlace): number {
  const { path, destId, creator } = place;
  const { resetlogs_time } = db.sql.one<{ resetlogs_time: string }>(
    'select resetlogs_time from incarnation where resetlogs_id = ?',
    header.resetlogsId,
  );
  return db.sql.insert('archived_log', {
    thread: header.thread,
    sequence: header.sequence,
    dest_id: destId,
    name: path,
    archived: 'YES',
    deleted: 'NO',
    status: 'A',
    applied: 'NO',
    is_recovery_dest_file: path.startsWith(`${parameter(db, 'db_recovery_file_dest')}/`) ? 'YES' : 'NO',
    resetlogs_change: header.resetlogsChange,
    resetlogs_time,
    resetlogs_id: header.resetlogsId,
    first_change: header.firstChange,
    first_time: header.firstTime,
    next_change: header.nextChange ?? 0,
    next_time: header.nextTime ?? '',
    blocks: logBlocks(header.bytes),
    block_size: redoBlockSize,
    completion_time: databaseTime(db),
    creator,
  });
}

/**
 * RMAN's `BACKUP AS COPY ARCHIVELOG`: copies a log from the first place that still has it to `path` and records the copy.
 * @throws {OracleError} ORA-19625 when no place has a good one, ORA-19504 when the copy cannot be made
 */
export function copyArchivedLog(
  db: LabDatabase,
  { thread, sequence, resetlogs_id }: Pick<ArchivedLog, 'thread' | 'sequence' | 'resetlogs_id'>,
  path: string,
): ArchivedLog {
  const known = db.sql.all<ArchivedLog>(
    `select * from archived_log where thread = ? and sequence = ? and resetlogs_id = ?
     and deleted = 'NO' and status = 'A' order by recid`,
    thread,
    sequence,
    resetlogs_id,
  );
  const content = firstGoodLog(db, known.map(({ name }) => name ?? ''));
  writeArchivedLog(db, path, { content: content.file, isRecoveryArea: false });
  const recid = recordArchivedLog(db, content.header, { path, destId: 0, creator: 'RMAN' });
  return db.sql.one<ArchivedLog>('select * from archived_log where recid = ?', recid);
}

/** Reads and checks an archived log. @param onDisk where it lies, when not at its name @throws {OracleError} when it is not there or damaged */
export function readArchivedLog(path: string, onDisk = path): ArchivedLogFile {
  const file = readOrExplain(path, onDisk);
  const header = decodeLogHeader(file);
  if (header === undefined) {
    throw new OracleError(`ORA-00308: cannot open archived log '${path}'`, 'ORA-27047: unable to read the header block of file');
  }
  const { records, bytes } = decodeRecords(file.subarray(redoBlockSize, redoBlockSize + header.bytes));
  if (bytes !== header.bytes || file.length !== (logBlocks(header.bytes) + 1) * redoBlockSize) {
    throw new OracleError('ORA-00354: corrupt redo log block header', `ORA-00334: archived log: '${path}'`);
  }
  return { header, records, file };
}

/** Blocks of a log with that many bytes of redo, as V$ARCHIVED_LOG.BLOCKS counts them. */
export function logBlocks(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / redoBlockSize));
}

function readOrExplain(path: string, onDisk: string): Buffer {
  try {
    return readFileSync(onDisk);
  } catch (error) {
    throw new OracleError(`ORA-00308: cannot open archived log '${path}'`, ...fileStatusLines(error));
  }
}

function firstGoodLog(db: LabDatabase, paths: readonly string[]): ArchivedLogFile {
  let failure: unknown;
  for (const path of paths) {
    try {
      return readArchivedLog(path, db.files.path(path));
    } catch (error) {
      failure ??= error;
    }
  }
  if (!(failure instanceof OracleError)) throw new OracleError('RMAN-20242: specification does not match any archived log in the repository');
  throw new OracleError(`ORA-19625: error identifying file ${paths[0] ?? ''}`, ...failure.lines.slice(1));
}
