import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeBackupArea } from '#core/backup-area.ts';
import { openConfiguration } from '#core/config/locate.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { acquireLock } from '#core/lock.ts';
import { expireSessionLogs } from '#core/log/expire-session-logs.ts';
import type { LogRetention } from '#core/log/expire-session-logs.ts';
import { backupLogFolder, backupLogNaming } from '#core/log/log-names.ts';
import { openSessionLog } from '#core/log/session-log.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { didYouMean } from '#core/nearest.ts';
import { currentProcess } from '#core/process-identity.ts';
import { refuseForeignRoot } from '#core/root-refusal.ts';
import { openRunFolder } from '#core/run-folder.ts';
import { checkDatabaseFacts, queryDatabaseFacts } from '#oracle/database-facts.ts';
import { checkOracleHome } from '#oracle/oracle-home.ts';
import { checkSiteScripts } from '#oracle/script-template.ts';
import { createOracleTools } from '#oracle/tools.ts';
import { repairAlone } from '#workflows/archived-log-repair.ts';
import type { BackupRun, OptionalSnapshotRun } from '#workflows/backup-run.ts';
import { configureDatabase } from '#workflows/configure-database.ts';
import { awaitEarlierSessions } from '#workflows/earlier-sessions.ts';
import { imageCopyBackup, refreshWithoutSnapshot } from '#workflows/image-copy-backup.ts';
import type { CommandContext, World } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { recordFailure } from './failure-record.ts';

/** How long the share of a backup area may take to answer. */
const defaultAreaTimeLimitMs = 30_000;

interface Action {
  /** It snapshots the area, where snapshots are wanted. */
  readonly snapshots?: boolean;
  readonly work: (run: OptionalSnapshotRun) => Promise<void>;
}

const actions: Readonly<Record<string, Action>> = {
  config: { work: async (run) => void (await configureDatabase(run)) },
  imagecopywithsnap: { snapshots: true, work: imageCopyBackup },
  backupimagecopy: { work: refreshWithoutSnapshot },
  missingarchlog: { work: repairAlone },
};

/** `icb backup <db> <action>`: checks that it can start, takes the lock, hands over to the workflow. */
export async function run(
  databaseName: string,
  actionName: string,
  context: CommandContext,
  { areaTimeLimitMs = defaultAreaTimeLimitMs }: { readonly areaTimeLimitMs?: number } = {},
): Promise<void> {
  const { world, options } = context;
  const action = findAction(actionName);
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const database = configuration.database(databaseName);
  await checkOracleHome(database);
  const { area, requireMount, templateDir } = database;
  const strayScripts = templateDir === undefined ? [] : await checkSiteScripts(templateDir);
  const { owner } = await probeBackupArea({ area, requireMount, timeoutMs: areaTimeLimitMs, signal: world.signal });
  const command = `${installationRoot}/bin/icb --config ${configuration.file} backup ${database.name} ${actionName}`;
  refuseForeignRoot({ area, owner, effectiveUid: process.geteuid?.(), command });

  const naming = backupLogNaming(database.name, actionName);
  const logFolder = join(area, backupLogFolder);
  await using log = openSessionLog({
    file: { folder: logFolder, name: naming.name },
    database: database.name,
    clock: world.clock,
    screen: options.json ? world.stderr : world.stdout,
    streamToScreen: world.env['BACKUP_LOG_TO_SCREEN'] === 'TRUE',
    format: world.env['ICB_LOG_FORMAT'] === 'json' ? 'json' : 'text',
    ...options,
  });
  try {
    log.info(`icb backup ${database.name} ${actionName}, configuration file ${configuration.file}`);
    log.info(`session log: ${log.filePath}`);
    for (const name of strayScripts) log.warn(`${templateDir}/${name} is not used: icb has no script of that name`);
    // Opened before anything is done: it is then that settings, credentials and certificates are looked at.
    const opening = action.snapshots === true && database.takeSnapshot;
    await using storage = opening ? await openDatabaseStorage(configuration, database.name, { world, log }) : undefined;
    using _announcement = announceInterruption(log, world.signal);
    const self = currentProcess();
    await using _lock = await acquireLock({
      path: join(area, 'backup.lck'),
      command: `icb backup ${database.name} ${actionName}`,
      maxWaitMs: database.maxLockWaitMs,
      clock: world.clock,
      log,
      self,
      signal: world.signal,
    });
    await using folder = await openRunFolder(world.env['TMPDIR'] ?? tmpdir(), self);
    const backupRun = await openRun(database, world, { log, temporaryFolder: folder.path });
    await awaitEarlierSessions(backupRun, self);
    await action.work({ ...backupRun, storage });
    await removeOldLogs(log, { folder: logFolder, naming, retentionDays: database.logRetentionDays, now: world.clock.now(), except: log.filePath });
    if (log.fileFailure !== undefined) log.warn(`the session log is incomplete: ${log.fileFailure.message}`);
    log.info('done');
  } catch (error) {
    throw recordFailure(log, error, world.signal);
  }
}

/** Ending RMAN may take a minute: whoever sent the signal is told at once that it has been heard. */
function announceInterruption(log: SessionLog, signal: AbortSignal): Disposable {
  const announce = (): void => log.warn(`${signal.reason instanceof Error ? signal.reason.message : 'interrupted'}: ending what was started`);
  signal.addEventListener('abort', announce, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', announce) };
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

function findAction(name: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action;
  const names = Object.keys(actions);
  throw new UsageError(`unknown action ${name}${didYouMean(name, names)}; allowed: ${names.join(', ')}`);
}

interface RunSurroundings {
  readonly log: SessionLog;
  readonly temporaryFolder: string;
}

async function openRun(database: DatabaseSettings, world: World, { log, temporaryFolder }: RunSurroundings): Promise<BackupRun> {
  const { clock, signal } = world;
  const oracle = createOracleTools({
    database,
    launch: world.launchTool,
    log,
    clock,
    temporaryFolder,
    newToken: () => randomUUID().replaceAll('-', ''),
  });
  const facts = await queryDatabaseFacts(oracle, signal);
  checkDatabaseFacts(facts, database);
  log.debug('database', { ...facts });
  return { database, facts, oracle, log, clock, hostZone: Intl.DateTimeFormat().resolvedOptions().timeZone, signal };
}
