import { existsSync } from 'node:fs';
import { copyArchivedLog } from '#lab/oracle/redo/archived-logs.ts';
import { partnerOf } from '#lab/oracle/data-guard.ts';
import { isPrimaryRole, type LabDatabase } from '#lab/oracle/database.ts';
import { redoBlockSize } from '#lab/oracle/redo/redo.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { logIn } from '../../login.ts';
import { takeChannels } from '../channel-allocation.ts';
import type { Channel } from '../channels.ts';
import type { CommandResult } from '../command-result.ts';
import { isBackupOptimized } from '../configuration.ts';
import { elapsedText } from '../elapsed.ts';
import { asFailure, RmanFailure } from '../failure.ts';
import { dayFolder, filePath } from '../file-names.ts';
import { recordedLogs } from '../repository.ts';
import type { RecordedLog } from '../repository.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import type { BackupArchivedLog } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/** DEST_ID of the copies RMAN made. */
const rmanCopy = 0;

/**
 * BACKUP AS COPY ARCHIVELOG SEQUENCE n THREAD m: one more copy of a log, from the first place that still has it. With backup
 * optimization a log that RMAN has copied before is skipped, unless FORCE.
 */
export async function backupArchivedLog(session: RmanSession, statement: BackupArchivedLog): Promise<CommandResult> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting backup at ${session.now()}`);
  const [channel] = takeChannels(session);
  if (channel === undefined) throw new RmanFailure(['RMAN-06403: could not obtain a fully authorized session']);
  requireRegistration(session);

  out.lines(...session.step((db) => switchAtPrimary(session, db)));
  const { log, isSkipped } = session.step((db) => chooseLog(db, statement));
  const { thread, sequence } = log;
  if (isSkipped) {
    out.lines(`skipping archived logs of thread ${thread} from sequence ${sequence} to ${sequence}; already backed up`);
    out.lines(`Finished backup at ${session.now()}`);
    return {};
  }
  const startedAtMs = call.clock.now().toMillis();
  out.lines(`channel ${channel.name}: starting archived log copy`, `input archived log thread=${thread} sequence=${sequence} ${recordName(log)}`);
  await session.breathe();
  const copy = copyOn(session, channel, { log, statement });
  out.lines(
    `output file name=${copy.name} ${recordName(copy)}`,
    `channel ${channel.name}: archived log copy complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`,
    `Finished backup at ${session.now()}`,
  );
  session.autobackupDue = true;
  return { bytes: (copy.blocks + 1) * redoBlockSize };
}

/**
 * From 11.2.0.4 on RMAN logs in at the primary of a standby to archive its current log first, and goes on without (bug 8740124).
 * The lab archives nothing then: nobody may rely on it.
 */
function switchAtPrimary({ call }: RmanSession, db: LabDatabase): readonly string[] {
  const primary = isPrimaryRole(db) ? undefined : partnerOf(db.labDir, db.name);
  if (primary === undefined) return [];
  try {
    logIn(call, `/@${primary.toUpperCase()}`);
    return [];
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    const remote = 'ORA-17629: Cannot connect to the remote database server';
    return ['RMAN-06820: WARNING: failed to archive current log at primary database', 'ORACLE error from target database:', remote, '', remote];
  }
}

/** @throws {RmanFailure} RMAN-20242 for a log the control file does not know, RMAN-06059 for one that is nowhere on disk (law 23) */
function chooseLog(db: LabDatabase, { thread, sequence, force }: BackupArchivedLog): { readonly log: RecordedLog; readonly isSkipped: boolean } {
  const { resetlogs_id } = db.sql.one<{ resetlogs_id: number }>('select resetlogs_id from database');
  const known = recordedLogs(db).filter((log) => log.thread === thread && log.sequence === sequence && log.resetlogs_id === resetlogs_id);
  const [first] = known;
  if (first === undefined) throw new RmanFailure(['RMAN-20242: specification does not match any archived log in the repository']);
  const isSkipped = !force && isBackupOptimized(db) && known.some(({ dest_id }) => dest_id === rmanCopy);
  const onDisk = known.find(({ name, status }) => status === 'A' && existsSync(db.files.path(name)));
  if (onDisk !== undefined || isSkipped) return { log: onDisk ?? first, isSkipped };
  throw new RmanFailure([
    'RMAN-06059: expected archived log not found, loss of archived log compromises recoverability',
    `ORA-19625: error identifying file ${first.name}`,
    'ORA-27037: unable to obtain file status',
    'Linux-x86_64 Error: 2: No such file or directory',
    'Additional information: 3',
  ]);
}

interface CopyOrder {
  readonly log: RecordedLog;
  readonly statement: BackupArchivedLog;
}

function copyOn(session: RmanSession, channel: Channel, { log, statement }: CopyOrder): RecordedLog {
  try {
    return session.step((db) => {
      const managed = { folder: dayFolder(db, 'archivelog'), kind: `${log.thread}_${log.sequence}`, extension: 'arc' };
      const facts = { kind: 'archived log', thread: log.thread, sequence: log.sequence } as const;
      const path = filePath(db, { facts, format: statement.format, channel, managed });
      if (!statement.reuse && existsSync(db.files.path(path))) throw alreadyThere(path);
      const { recid } = copyArchivedLog(db, log, path);
      return db.sql.one<RecordedLog>('select * from archived_log where recid = ?', recid);
    });
  } catch (error) {
    throw asFailure(error, channel.name);
  }
}

function alreadyThere(path: string): OracleError {
  return new OracleError(`ORA-19504: failed to create file "${path}"`, 'ORA-27038: created file already exists', 'Additional information: 1');
}
