// One run of `icb backup` from its session log to the moment everything is given back: log, storage, lock, private folder.
import { basename } from 'node:path';
import { lockFile, sessionLogFolder } from '#core/area-layout.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { acquireLock } from '#core/lock.ts';
import { expireSessionLogs } from '#core/log/expire-session-logs.ts';
import type { LogRetention } from '#core/log/expire-session-logs.ts';
import { backupLogNaming } from '#core/log/log-names.ts';
import { openSessionLog } from '#core/log/session-log.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { checkDatabaseFacts, queryDatabaseFacts } from '#oracle/database-facts.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { createOracleTools } from '#oracle/tools.ts';
import type { FinishedRmanRun, OracleTools } from '#oracle/tools.ts';
import type { Storage } from '#storage/adapter.ts';
import type { BackupRun, OptionalSnapshotRun } from '#workflows/backup/backup-run.ts';
import { fitToRole } from '#workflows/backup/data-guard-role.ts';
import { awaitEarlierSessions } from '#workflows/backup/earlier-sessions.ts';
import { runDocument } from './backup-document.ts';
import type { BackupNotices } from './backup-notices.ts';
import type { Document } from './backup-document.ts';
import type { CommandContext, World } from './context.ts';
import { recordFailure } from './failure-record.ts';
import { announceInterruption, hostZone, newToken, sessionLogOptions } from './session-surroundings.ts';

export interface BackupSession {
  readonly database: DatabaseSettings;
  readonly actionName: string;
  readonly configurationFile: string;
  /** Sentences about what the site has set or written for icb, and icb does not use. */
  readonly ignored: readonly string[];
  /** For the action of a standby. */
  readonly needsPrimary: boolean;
  /** Undefined when the action takes no snapshot. */
  readonly openStorage: ((log: SessionLog) => Promise<Storage>) | undefined;
  readonly notices: BackupNotices;
  readonly work: (run: OptionalSnapshotRun, show: (line: string) => void) => Promise<Document>;
}

/** Runs an action under the lock of its area, everything in a session log. Returns the document that tells of it. */
export async function runSession(session: BackupSession, context: CommandContext): Promise<Document> {
  const { database, actionName } = session;
  const { clock, signal } = context.world;
  const startedAt = clock.now();
  const naming = backupLogNaming(database.name, actionName);
  const folder = sessionLogFolder(database.area);
  await using log = openSessionLog({ ...sessionLogOptions(database.name, context), file: { folder, name: naming.name } });
  const progress: Progress = { endedPrograms: [], rmanRuns: [], lockTaken: false, workBegun: false };
  try {
    const details = await runLocked(session, context.world, { log, progress, show: shower(context) });
    await removeOldLogs(log, { folder, naming, retentionDays: database.logRetentionDays, now: clock.now(), except: log.filePath });
    if (log.fileFailure !== undefined) log.warn(`the session log is incomplete: ${log.fileFailure.message}`);
    repeatWarnings(log);
    log.info('done');
    const { filePath, warningCount, warnings } = log;
    const { rmanRuns } = progress;
    const summary = { database: database.name, action: actionName, startedAt, finishedAt: clock.now(), log: filePath, rmanRuns, warningCount, warnings };
    return runDocument(summary, details);
  } catch (error) {
    const failure = recordFailure(log, error, { signal, givenBack: describeUnwinding(progress) });
    await session.notices.failed(failure, log);
    throw failure;
  }
}

/** Warnings scroll away under hours of work: the last lines of a run tell them again. */
function repeatWarnings(log: SessionLog): void {
  const { warningCount, warnings } = log;
  if (warningCount === 0) return;
  log.info(`warnings in this run: ${warningCount}`);
  for (const warning of warnings) log.info(`- ${warning}`);
  if (warningCount > warnings.length) log.info(`- and ${warningCount - warnings.length} more in the session log`);
}

/** What a signal ends and gives back, and what the run leaves to tell. */
interface Progress {
  readonly endedPrograms: string[];
  readonly rmanRuns: FinishedRmanRun[];
  lockTaken: boolean;
  workBegun: boolean;
}

function describeUnwinding({ endedPrograms, lockTaken, workBegun }: Progress): string {
  if (!lockTaken) return 'nothing had been started yet';
  const ended = endedPrograms.length === 0 ? 'no Oracle program was running' : `${endedPrograms.join(', ')} ended`;
  return `${ended}, the lock and temporary files are given back${workBegun ? '' : '; nothing had been changed yet'}`;
}

interface Recording {
  readonly log: SessionLog;
  readonly progress: Progress;
  /** Prints a line of what was asked for. */
  readonly show: (line: string) => void;
}

async function runLocked(session: BackupSession, world: World, { log, progress, show }: Recording): Promise<Document> {
  const { database, actionName, configurationFile, ignored, needsPrimary } = session;
  log.info(`icb backup ${database.name} ${actionName}, configuration file ${configurationFile}`);
  log.info(`session log: ${log.filePath}`);
  for (const sentence of ignored) log.warn(sentence);
  // Opened before anything is done: it is then that settings, credentials and certificates are looked at.
  await using storage = await session.openStorage?.(log);
  using _announcement = announceInterruption(log, world.signal, 'ending what was started');
  const self = currentProcess();
  await using _lock = await acquireLock({
    path: lockFile(database.area),
    command: `icb backup ${database.name} ${actionName}`,
    maxWaitMs: database.maxLockWaitMs,
    clock: world.clock,
    log,
    self,
    signal: world.signal,
  });
  progress.lockTaken = true;
  await session.notices.begin(log);
  await using folder = await openRunFolder(runFolderParent(world.env['TMPDIR'], world.cwd), self);
  const run = await openRun(session, { ...world, launchTool: notingEnds(world, progress) }, { log, needsPrimary, temporaryFolder: folder.path, onRmanRun: (finished) => progress.rmanRuns.push(finished) });
  await awaitEarlierSessions(run, self);
  progress.workBegun = true;
  const document = await session.work({ ...run, storage }, show);
  await session.notices.ended(document, log);
  return document;
}

/** What an Oracle program answers, for people to see; where the whole log is on the screen it is there already. */
function shower({ world, options }: CommandContext): (line: string) => void {
  if (options.quiet || world.env['BACKUP_LOG_TO_SCREEN'] === 'TRUE') return () => {};
  const screen = options.json ? world.stderr : world.stdout;
  return (line) => void screen.write(`${line}\n`);
}

/** Notes which programs a signal ended: the launcher returns when they are gone. */
function notingEnds({ launchTool, signal }: World, { endedPrograms }: Progress): ToolLauncher {
  return async (invocation) => {
    const wasRunning = !signal.aborted;
    try {
      return await launchTool(invocation);
    } finally {
      if (wasRunning && signal.aborted) endedPrograms.push(basename(invocation.program));
    }
  };
}

/** The backup is done by then: what goes wrong here is a warning. */
async function removeOldLogs(log: SessionLog, retention: LogRetention): Promise<void> {
  try {
    const { removed, failed } = await expireSessionLogs(retention);
    for (const name of removed) log.debug(`old session log removed: ${name}`);
    for (const { name, reason } of failed) log.warn(`old session log ${name} could not be removed: ${reason}`);
  } catch (error) {
    log.warn(`old session logs could not be removed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface RunSurroundings {
  readonly log: SessionLog;
  readonly temporaryFolder: string;
  readonly needsPrimary: boolean;
  readonly onRmanRun: (run: FinishedRmanRun) => void;
}

async function openRun({ database, configurationFile }: Pick<BackupSession, 'database' | 'configurationFile'>, world: World, { log, temporaryFolder, needsPrimary, onRmanRun }: RunSurroundings): Promise<BackupRun> {
  const { clock, signal } = world;
  const toolsOf = (settings: DatabaseSettings): OracleTools =>
    createOracleTools({ database: settings, launch: world.launchTool, log, clock, temporaryFolder, newToken, onRmanRun });
  const oracle = toolsOf(database);
  const facts = await queryDatabaseFacts(oracle, signal);
  checkDatabaseFacts(facts, database);
  log.debug('database', { ...facts });
  const run = { database, configurationFile, facts, oracle, log, clock, hostZone: hostZone(), signal };
  const inRole = await fitToRole(run, { needsPrimary });
  return inRole === database ? run : { ...run, database: inRole, oracle: toolsOf(inRole) };
}
