import { BlockSettings } from './block-settings.ts';
import { autobackup } from './commands/autobackup.ts';
import { backupArchivedLog } from './commands/backup-archived-log.ts';
import { backupControlFile } from './commands/backup-control-file.ts';
import { backupDatabase } from './commands/backup-database.ts';
import { backupSpfile } from './commands/backup-spfile.ts';
import { backupValidate } from './commands/backup-validate.ts';
import { catalogFiles } from './commands/catalog-start.ts';
import { changeRecords } from './commands/change.ts';
import { registerDatabase, resyncCatalog } from './commands/catalog.ts';
import { allocateChannel, releaseChannel } from './commands/channel.ts';
import { configureSetting, showAll } from './commands/configure.ts';
import { connect } from './commands/connect.ts';
import { crosscheck } from './commands/crosscheck.ts';
import { deleteArchivedLogs } from './commands/delete-archived-logs.ts';
import { deleteBackupSets } from './commands/delete-backup-sets.ts';
import { deleteDatafileCopies } from './commands/delete-datafile-copies.ts';
import { deleteObsolete } from './commands/delete-obsolete.ts';
import { list } from './commands/list.ts';
import { recoverCopy } from './commands/recover-copy.ts';
import { recoverDatabase } from './commands/recover-database.ts';
import { reportNeedBackup, reportUnrecoverable } from './commands/report.ts';
import { resetDatabase } from './commands/reset-database.ts';
import { restoreControlFile } from './commands/restore-control-file.ts';
import { restoreDatafiles } from './commands/restore-datafile.ts';
import { previewRestore } from './commands/restore-preview.ts';
import { setNewName, setUntil } from './commands/set.ts';
import { runSql } from './commands/sql.ts';
import { switchDatafiles, switchTempfiles, switchToCopy } from './commands/switch.ts';
import { validateArchivedLogs } from './commands/validate-archived-logs.ts';
import { validateBackupSet } from './commands/validate-backup-set.ts';
import { validateCopies } from './commands/validate-copies.ts';
import { releaseManualChannels } from './channel-allocation.ts';
import type { CommandResult } from './command-result.ts';
import { commandNames } from './command-names.ts';
import type { CommandNames } from './command-names.ts';
import { asFailure, commandFailure } from './failure.ts';
import { quietOutcome, strike } from './faults.ts';
import type { Outcome } from './session-status.ts';
import type { RmanSession } from './session.ts';
import type { JobStatement, Statement } from './statement.ts';

/**
 * Executes one command.
 * @throws {RmanFailure} with the complete error stack
 */
export async function execute(session: RmanSession, statement: Statement): Promise<void> {
  await session.breathe();
  if (statement.kind === 'connect') return connect(session, statement.role, statement.connectString);
  if (statement.kind === 'set-echo') return session.setEcho(statement.on);
  if (statement.kind === 'set-command-id') return session.setCommandId(statement.id);
  if (statement.kind === 'run') return await runBlock(session, statement.statements);
  if (statement.kind === 'exit') return;
  await runJob(session, statement);
  if (session.autobackupDue) await runAutobackup(session);
}

/** The first failure ends the block: the rest is skipped (law 43). Channels allocated in it end with it. */
async function runBlock(session: RmanSession, statements: readonly JobStatement[]): Promise<void> {
  session.blockSettings = new BlockSettings();
  try {
    await runBlockStatements(session, statements);
  } catch (error) {
    const failure = asFailure(error);
    session.autobackupDue = false;
    releaseManualChannels(session);
    throw failure;
  }
  releaseManualChannels(session);
}

/** The autobackup waits until a command follows that neither makes nor recovers copies, as in a real log. */
async function runBlockStatements(session: RmanSession, statements: readonly JobStatement[]): Promise<void> {
  for (const statement of statements) {
    if (session.autobackupDue && !/^backup|^recover/.test(statement.kind)) await runAutobackup(session);
    await runJob(session, statement);
  }
  if (session.autobackupDue) await runAutobackup(session);
}

async function runAutobackup(session: RmanSession): Promise<void> {
  session.autobackupDue = false;
  const names = { verb: 'backup', operation: 'CONTROL FILE AND SPFILE AUTOBACK', objectType: 'CONTROLFILE' };
  await runCommand(session, names, async () => autobackup(session));
}

async function runJob(session: RmanSession, statement: Job): Promise<void> {
  const names = commandNames(statement.kind);
  await runCommand(session, names, async () => {
    await strike(session, statement.kind);
    return await perform(session, statement);
  });
}

type Job = JobStatement | Extract<Statement, { readonly kind: 'register' | 'reset-database' }>;

/** Runs a command with its row in V$RMAN_STATUS, and puts RMAN's own lines on top of a failure (law 43). */
async function runCommand(session: RmanSession, names: CommandNames, work: () => Promise<CommandResult | void>): Promise<void> {
  const { operation } = names;
  const isRecorded = operation !== undefined && session.isMounted;
  const recid = isRecorded ? session.step((db) => session.status.beginCommand(db, operation, names.objectType)) : undefined;
  const end = (outcome: Outcome, bytes: number): void => {
    if (recid !== undefined) session.step((db) => session.status.endCommand(db, recid, { outcome, bytes }));
  };
  try {
    const result = (await work()) ?? {};
    end(quietOutcome(session, names) ?? (result.warned === true ? 'COMPLETED WITH WARNINGS' : 'COMPLETED'), result.bytes ?? 0);
  } catch (error) {
    const failure = asFailure(error);
    end('FAILED', 0);
    throw commandFailure(failure, names.verb, session.dates.textInStack(session.time()));
  }
}

async function perform(session: RmanSession, job: Job): Promise<CommandResult | void> {
  switch (job.kind) {
    case 'allocate-channel':
      return allocateChannel(session, job);
    case 'release-channel':
      return releaseChannel(session, job.channel);
    case 'configure':
      return configureSetting(session, job);
    case 'show':
      return showAll(session);
    case 'backup-database':
      return await backupDatabase(session, job);
    case 'backup-archived-log':
      return await backupArchivedLog(session, job);
    case 'backup-spfile':
      return await backupSpfile(session, job);
    case 'backup-control-file':
      return await backupControlFile(session, job);
    case 'backup-validate':
      return await backupValidate(session);
    case 'catalog-start':
      return await catalogFiles(session, job.prefix);
    case 'change-archivelog':
    case 'change-backup':
    case 'change-copy':
      return await changeRecords(session, job.kind);
    case 'report-need-backup':
      return reportNeedBackup(session, job.policy);
    case 'report-unrecoverable':
      return reportUnrecoverable(session);
    case 'restore-preview':
      return await previewRestore(session, { headers: false });
    case 'restore-validate-header':
      return await previewRestore(session, { headers: true });
    case 'validate-archived-logs':
      return await validateArchivedLogs(session, job);
    case 'validate-backup-set':
      return await validateBackupSet(session, job.key);
    case 'validate-copies':
      return await validateCopies(session, job.tag);
    case 'recover-database':
      return await recoverDatabase(session, job.until);
    case 'restore-controlfile':
      return await restoreControlFile(session, job.piece);
    case 'restore-datafile':
      return await restoreDatafiles(session, job.files);
    case 'set-newname':
      return setNewName(session, job);
    case 'set-until':
      return setUntil(session, job.until);
    case 'switch-to-copy':
      return switchToCopy(session, job.files);
    case 'switch-datafile':
      return switchDatafiles(session, job.files);
    case 'switch-tempfile':
      return switchTempfiles(session, job.files);
    case 'recover-copy':
      return await recoverCopy(session, job.tag);
    case 'delete-backupset':
      return await deleteBackupSets(session, job);
    case 'delete-archived-log':
      return await deleteArchivedLogs(session, job);
    case 'delete-datafile-copy':
      return await deleteDatafileCopies(session, job);
    case 'delete-obsolete':
      return await deleteObsolete(session, job);
    case 'crosscheck':
      return await crosscheck(session, job.what);
    case 'list':
      return list(session, job);
    case 'register':
      return registerDatabase(session);
    case 'reset-database':
      return resetDatabase(session, job.incarnation);
    case 'resync':
      return resyncCatalog(session);
    case 'sql':
      return runSql(session, job);
  }
}
