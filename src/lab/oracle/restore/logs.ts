import type { ArchivedLog } from '../redo/archived-logs.ts';
import type { LabDatabase } from '../database.ts';
import { datafiles, isRecoverable, type Datafile } from '../datafiles.ts';
import type { FileHeader } from '../file-header.ts';
import { incarnationPath, isOnPath } from '../incarnations.ts';
import { onlineHeaders } from '../instance/datafiles.ts';
import { isBefore, type Until } from '../journal.ts';
import { datafileLine, OracleError } from '../oracle-error.ts';
import { orderedLogs } from '../redo/redo-stream.ts';

interface RedoThread {
  readonly thread: number;
  readonly current_sequence: number;
}

/**
 * The logs recovery needs, in order, as far as the control file knows where they are (law 33).
 * @throws {OracleError} RMAN-06556 for a file past the target, RMAN-06053 for a log the control file only knows to have been
 * there, ORA-01157 for a file that is not there, ORA-01124 for a database that is open
 */
export function recoveryLogs(db: LabDatabase, until: Until | undefined): readonly ArchivedLog[] {
  requireMounted(db);
  const headers = onlineHeaders(db).filter(isBehind).map(({ header }) => header);
  const start = Math.min(...headers.map(({ checkpointChange }) => checkpointChange));
  const past = until === undefined ? undefined : headers.find((header) => isPast(header, until));
  if (past !== undefined) throw new OracleError(`RMAN-06556: datafile ${past.file} must be restored from backup older than SCN ${past.checkpointChange}`);
  const known = db.sql.all<ArchivedLog>("select * from archived_log where deleted = 'NO' and status = 'A' and archived = 'YES' and name is not null order by recid");
  const path = incarnationPath(db);
  const records = known.filter((log) => isOnPath(path, log)).map((row) => ({ row, header: headerOf(row), records: [] }));
  const needed = orderedLogs(records, start, until).map(({ header }) => header);
  const threads = db.sql.all<RedoThread>("select thread, current_sequence from redo_thread where enabled <> 'DISABLED' order by thread");
  for (const { thread } of threads) {
    const ends = needed.filter((header) => header.thread === thread).map(({ nextChange }) => nextChange ?? start);
    requireNextLog(db, { thread, end: Math.max(start, ...ends), until });
  }
  if (needed.length > 0) requireEveryThread(threads, { needed, start });
  return needed.flatMap((header) => records.find((record) => record.header === header)?.row ?? []);
}

/** Whether a file needs redo: one at rest, as of a closed container, does not once it has what the control file says. */
export function isBehind({ file, header }: { readonly file: Datafile; readonly header: FileHeader }): boolean {
  return isRecoverable(file) && (file.last_change === null || header.checkpointChange < file.last_change);
}

/** A log after the last one, that is still needed and was archived as far as the control file remembers, must be somewhere. */
function requireNextLog(db: LabDatabase, { thread, end, until }: { readonly thread: number; readonly end: number; readonly until: Until | undefined }): void {
  const next = db.sql.get<ArchivedLog>('select * from archived_log where thread = ? and first_change <= ? and next_change > ? order by recid desc', thread, end, end);
  if (next === undefined || (until !== undefined && !isBefore({ scn: next.first_change, time: next.first_time }, until))) return;
  throw new OracleError(
    'RMAN-06053: unable to perform media recovery because of missing log',
    `RMAN-06025: no backup of archived log for thread ${next.thread} with sequence ${next.sequence} and starting SCN of ${next.first_change} found to restore`,
  );
}

/** Redo of every enabled thread is needed, also of one no log is known of. */
function requireEveryThread(threads: readonly RedoThread[], { needed, start }: { readonly needed: readonly { readonly thread: number }[]; readonly start: number }): void {
  const without = threads.find(({ thread }) => !needed.some((header) => header.thread === thread));
  if (without === undefined) return;
  throw new OracleError(`RMAN-06054: media recovery requesting unknown archived log for thread ${without.thread} with sequence ${without.current_sequence} and starting SCN of ${start}`);
}

function requireMounted(db: LabDatabase): void {
  const { open_mode } = db.sql.one<{ open_mode: string }>('select open_mode from database');
  const [first] = datafiles(db);
  if (open_mode === 'MOUNTED' || first === undefined) return;
  throw new OracleError(`ORA-01124: cannot recover data file ${first.file} - file is in use or recovery`, datafileLine(first));
}

function isPast({ checkpointChange, checkpointTime }: FileHeader, until: Until): boolean {
  return 'scn' in until ? checkpointChange > until.scn : checkpointTime >= until.time;
}

function headerOf(row: ArchivedLog): Parameters<typeof orderedLogs>[0][number]['header'] {
  return {
    dbid: 0,
    thread: row.thread,
    sequence: row.sequence,
    resetlogsChange: row.resetlogs_change,
    resetlogsId: row.resetlogs_id,
    firstChange: row.first_change,
    firstTime: row.first_time,
    nextChange: row.next_change,
    nextTime: row.next_time,
    recordCount: 0,
    bytes: 0,
    checksum: 0,
  };
}
