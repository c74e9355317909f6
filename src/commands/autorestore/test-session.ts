// One restore test from its session log to its row in the result catalog. Under the lock of the log folder: what a run that
// died left behind is cleared, the database is tested, and what came of it is written down before anything else can fail.

import { hostname } from 'node:os';
import type { DateTime } from 'luxon';
import { lockFile } from '#core/area-layout.ts';
import type { Configuration } from '#core/config/configuration.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { IcbError, NotStartedError } from '#core/errors.ts';
import { acquireLock } from '#core/lock.ts';
import { expireSessionLogs } from '#core/log/expire-session-logs.ts';
import { restoreTestLogNaming } from '#core/log/log-names.ts';
import { openSessionLog } from '#core/log/session-log.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { currentProcess, procProcessTable } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { shellLine } from '#core/shell-word.ts';
import { lookForWritableFolder } from '#core/writable-folder.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { tellAbandonedRestores } from '#workflows/point-in-time/restore-journal.ts';
import type { RunFacts, RunHooks } from '#workflows/notices/run-hooks.ts';
import { notingLauncher } from '#workflows/restore/noted-program.ts';
import type { RestoreRun } from '#workflows/restore/restore-request.ts';
import { testRestore } from '#workflows/restore-test/restore-test.ts';
import type { TestOutcome } from '#workflows/restore-test/restore-test.ts';
import { testSid } from '#workflows/restore-test/test-instance.ts';
import { removeTestJournal, writeTestJournal } from '#workflows/restore-test/test-journal.ts';
import type { JournaledTest } from '#workflows/restore-test/test-journal.ts';
import { decideBlockCheck } from '#workflows/restore-test/validation-decision.ts';
import type { CommandContext } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { announceInterruption, hostZone, newToken, sessionLogOptions } from '../session-surroundings.ts';
import { purgeDiagnostics } from './diagnostics.ts';
import { clearInterruptedTests } from './interrupted-tests.ts';
import { recordTest } from './record-test.ts';
import type { RecordedTest } from './record-test.ts';
import { lockScratch, protectedFolders } from './scratch-use.ts';

const logFolderLimitMs = 30_000;

export interface TestSession {
  readonly configuration: Configuration;
  readonly settings: RestoreTestSettings;
  readonly hooks: RunHooks;
  /** Damage a block of the clone, and demand that the block check finds it. */
  readonly canary: boolean;
}

export interface SessionOutcome extends TestOutcome, RecordedTest {}

/** What the parts of a session share. */
export interface SessionRun extends TestSession {
  readonly context: CommandContext;
  readonly log: SessionLog;
  /** RMAN's and SQL*Plus's, for this database. */
  readonly run: RestoreRun & { readonly settings: RestoreTestSettings };
}

/**
 * Tests one database. A test that fails is an outcome, not an exception.
 * @throws {NotStartedError} when neither log nor lock could be had: nothing was tested then
 */
export async function runTestSession(session: TestSession, context: CommandContext): Promise<SessionOutcome> {
  const { settings, configuration } = session;
  const { logFolder, name } = settings;
  const { clock, signal, env, cwd } = context.world;
  await requireLogFolder(logFolder, signal);
  const naming = restoreTestLogNaming(name);
  await using log = openSessionLog({ ...sessionLogOptions(name, context), file: { folder: logFolder, name: naming.name } });
  const startedAt = clock.now();
  log.info(`restore test of ${name}, configuration file ${configuration.file}`);
  log.info(`session log: ${log.filePath}`);
  using _announcement = announceInterruption(log, signal, 'giving back what was set up');
  const self = currentProcess();
  const lock = { path: lockFile(logFolder), command: `icb autorestore ${name}`, maxWaitMs: settings.maxLockWaitMs };
  await using _lock = await acquireLock({ ...lock, clock, log, self, signal });
  await using folder = await openRunFolder(runFolderParent(env['TMPDIR'], cwd), self);
  const run = { settings, launch: context.world.launchTool, log, clock, temporaryFolder: folder.path, newToken, signal };
  const facts = { LOG: log.filePath };
  await session.hooks.beforeWork(facts, log);
  const outcome = await runLocked({ ...session, context, log, run }, startedAt);
  await tellHooks(session.hooks, outcome, { facts, log });
  const retention = { folder: logFolder, naming, retentionDays: settings.logRetentionDays, now: clock.now(), except: log.filePath };
  await expireSessionLogs(retention).catch((error: unknown) => log.warn(`old session logs could not be removed: ${error instanceof Error ? error.message : String(error)}`));
  return outcome;
}

async function tellHooks(hooks: RunHooks, { result, certificate }: SessionOutcome, { facts, log }: { readonly facts: RunFacts; readonly log: SessionLog }): Promise<void> {
  const { failure, snapshot } = result;
  const found = { ...facts, SNAPSHOT: snapshot?.id, CERTIFICATE: certificate };
  if (failure === undefined) await hooks.afterWork({ ...found, WARNINGS: String(log.warningCount) }, log);
  else await hooks.afterFailure(new IcbError(`${failure.step}: ${failure.message}`), found, log);
}

async function runLocked(session: SessionRun, startedAt: DateTime<true>): Promise<SessionOutcome> {
  const { settings, configuration, context, log, run } = session;
  const { logFolder, name, oracleHome, scratchFolder, mountPoint } = settings;
  const { env, cwd } = context.world;
  tellAbandonedRestores([logFolder, runFolderParent(env['TMPDIR'], cwd)], { self: currentProcess(), table: procProcessTable, log });
  const remaining = await clearInterruptedTests(session);
  const sid = testSid(name, logFolder);
  const logFile = log.filePath ?? '';
  let journal: JournaledTest = { database: name, startedAt, logFile, process: currentProcess(), oracleHome, scratchFolder, mountPoint, sid };
  const note = async (changes: Partial<JournaledTest>): Promise<void> => {
    journal = { ...journal, ...changes };
    await writeTestJournal(logFolder, journal);
  };
  // The journal of what remains must not be lost: it is all that is known of it.
  if (remaining.length === 0) await note({});
  const blockCheck = session.canary ? 'canary' : await decideBlockCheck(settings, { now: startedAt });
  if (blockCheck !== undefined) log.info(`every block will be read: ${blockCheck}`);
  const outcome = await testRestore({
    run: { ...run, launch: notingLauncher(run.launch, (program) => note({ program })) },
    obstacles: remaining,
    openStorage: async () => openDatabaseStorage(configuration, name, { world: context.world, log }),
    protectedFolders: protectedFolders(session),
    lockScratch: (path) => lockScratch(path, session),
    note,
    sid,
    host: hostname(),
    hostZone: hostZone(),
    logFile,
    startedAt,
    blockCheck,
  });
  tellOutcome(log, outcome);
  const recorded = await recordTest(session, outcome.result);
  // A failure to give something back keeps the journal: the next run clears it.
  if (remaining.length === 0 && outcome.isGivenBack) await removeTestJournal(logFolder, name);
  else if (remaining.length === 0) await note({ isReported: true });
  await purgeDiagnostics(session, sid);
  return { ...outcome, ...recorded };
}

function tellOutcome(log: SessionLog, { result, errors }: TestOutcome): void {
  const { failure, differenceSeconds } = result;
  if (failure === undefined) {
    log.info('restore test passed', { differenceSeconds, seconds: Math.round(result.finishedAt.diff(result.startedAt).as('seconds')) });
    return;
  }
  for (const error of errors) {
    if (error instanceof OracleToolError) for (const line of error.lines) log.error(line);
  }
  log.error(`restore test failed: ${failure.step}: ${failure.message}`);
  for (const error of errors) {
    if (error instanceof IcbError && error.hint !== undefined) log.info(error.hint);
  }
}

/** A folder on a share that is dead would hang every access to it. @throws {NotStartedError} */
async function requireLogFolder(folder: string, signal: AbortSignal): Promise<void> {
  const state = await lookForWritableFolder(folder, { timeoutMs: logFolderLimitMs, signal });
  if (state === 'no answer') throw new NotStartedError(`the log folder ${folder} does not answer`, { hint: 'the storage it lies on is down, or its mount is stale' });
  if (state !== 'writable') throw new NotStartedError(`the log folder ${folder} is no folder the user icb runs as can write`, { hint: `create it and give it to that user: ${shellLine('mkdir', '-p', folder)}` });
}
