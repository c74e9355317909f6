import { join } from 'node:path';
import { probeBackupArea } from '#core/backup-area.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { unknownKeyProblems } from '#core/config/known-keys.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { located } from '#core/config/problem.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { installationRoot } from '#core/installation.ts';
import { refuseForeignRoot } from '#core/root-refusal.ts';
import { checkOracleHome } from '#oracle/oracle-home.ts';
import { checkSiteScripts } from '#oracle/script-template.ts';
import { repairAlone } from '#workflows/backup/archived-log-repair.ts';
import { reportBackups } from '#workflows/backup/backup-report.ts';
import { validateBackup } from '#workflows/backup/backup-validation.ts';
import { configureDatabase } from '#workflows/backup/configure-database.ts';
import { imageCopyBackup, refreshWithoutSnapshot } from '#workflows/backup/image-copy-backup.ts';
import { checkBackupAction } from './backup-actions.ts';
import type { BackupAction } from './backup-actions.ts';
import { backupDetails, repairDetails, reportDetails, validationDetails } from './backup-document.ts';
import type { OptionalSnapshotRun } from '#workflows/backup/backup-run.ts';
import { scheduleBackups } from '#workflows/backup/schedule-backups.ts';
import type { Document } from './backup-document.ts';
import { openBackupNotices } from './backup-notices.ts';
import { runSession } from './backup-session.ts';
import type { BackupSession } from './backup-session.ts';
import type { CommandContext } from './context.ts';
import { readOsPassword } from './os-password.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { generateRestore } from './generate-restore.ts';
import { messageLog } from './message-log.ts';
import { makesClones } from './require-clones.ts';

/** How long the share of a backup area may take to answer. */
const defaultAreaTimeLimitMs = 30_000;

interface Action {
  /** It snapshots the area, where snapshots are wanted. */
  readonly snapshots?: boolean;
  /** SYSBACKUP is not enough for it, whatever the configuration says. */
  readonly needsSysdba?: boolean;
  readonly needsOsPassword?: boolean;
  /** At a standby it can do its work while the primary is away. */
  readonly worksWithoutPrimary?: boolean;
  /** Returns what only this action tells in its JSON document. */
  readonly work: (run: OptionalSnapshotRun, call: Call) => Promise<Document>;
}

/** What an action may need besides the database. */
interface Call {
  /** Shows the user a line that is no log line. */
  readonly show: Parameters<BackupSession['work']>[1];
  readonly configurationFile: string;
  /** Empty where the action needs none. */
  readonly osPassword: string;
}

/** All but `generaterestore`, which needs neither a session nor the database. */
const actions: Readonly<Record<Exclude<BackupAction, 'generaterestore'>, Action>> = {
  config: { needsSysdba: true, work: async (run) => ({ changes: await configureDatabase(run) }) },
  setschedule: {
    needsSysdba: true,
    needsOsPassword: true,
    work: async (run, { configurationFile, osPassword }) => ({ changes: await scheduleBackups(run, { program: join(installationRoot, 'bin', 'icb'), configurationFile, osPassword }) }),
  },
  imagecopywithsnap: { snapshots: true, work: async (run) => backupDetails(await imageCopyBackup(run)) },
  backupimagecopy: { work: async (run) => backupDetails(await refreshWithoutSnapshot(run)) },
  missingarchlog: { worksWithoutPrimary: true, work: async (run) => repairDetails(await repairAlone(run)) },
  report: { worksWithoutPrimary: true, work: async (run, { show }) => reportDetails(await reportBackups(run, show)) },
  validatebackup: { worksWithoutPrimary: true, work: async (run) => validationDetails(await validateBackup(run)) },
};

/** `icb backup <db> <action>`: checks that it can start, and hands over to the session. */
export async function run(
  databaseName: string,
  actionName: string,
  context: CommandContext,
  { areaTimeLimitMs = defaultAreaTimeLimitMs }: { readonly areaTimeLimitMs?: number } = {},
): Promise<number> {
  const { world, options } = context;
  const action = checkBackupAction(actionName);
  if (action === 'generaterestore') return await printRunbook(databaseName, context);
  const { snapshots = false, needsSysdba = false, needsOsPassword = false, worksWithoutPrimary = false, work } = actions[action];
  const osPassword = needsOsPassword ? readOsPassword(world.env) : '';
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const { file } = configuration;
  const configured = configuration.database(databaseName);
  const database = needsSysdba ? { ...configured, privilege: 'sysdba' as const } : configured;
  const notices = openBackupNotices(configuration.notices(database.name, 'backup'), { database, action, configurationFile: file, world });
  const startSession = async (): Promise<Document> => {
    const strayScripts = await checkSurroundings(database, { action, configurationFile: file, areaTimeLimitMs, signal: world.signal });
    const ignored = [...unknownKeys(configuration, database.name), ...strayScripts.map((name) => `${database.templateDir}/${name} is not used: icb has no script of that name`)];
    const openStorage: BackupSession['openStorage'] =
      snapshots && database.takeSnapshot ? (log) => openDatabaseStorage(configuration, database.name, { world, log }) : undefined;
    const doWork: BackupSession['work'] = async (backup, show) => work({ ...backup, makesClones: await makesClones(configuration, database.name, world) }, { show, configurationFile: file, osPassword });
    return await runSession({ database, actionName, configurationFile: file, ignored, needsPrimary: !worksWithoutPrimary, openStorage, notices, work: doWork }, context);
  };
  const document = await startSession().catch(async (error: unknown) => {
    await notices.failed(error, messageLog(world.stderr, options));
    throw error;
  });
  if (options.json) world.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  return tellFindings(document, context);
}

interface Look {
  readonly action: BackupAction;
  readonly configurationFile: string;
  readonly areaTimeLimitMs: number;
  readonly signal: AbortSignal;
}

/** A misspelt setting leaves another than the wanted backup, such as one without further volumes; nobody looks at `config check` every night. */
function unknownKeys(configuration: Configuration, database: string): string[] {
  const isOfOther = (section: string | undefined): boolean => section !== undefined && section !== database && configuration.databases.includes(section);
  return unknownKeyProblems(configuration).filter(({ section }) => !isOfOther(section)).map((problem) => located(configuration.file, problem));
}

/** What a session needs before it can have a log. Returns the names of a site's scripts that are none of ours. */
async function checkSurroundings(database: DatabaseSettings, { action, configurationFile, areaTimeLimitMs, signal }: Look): Promise<readonly string[]> {
  await checkOracleHome(database);
  const { area, requireMount, templateDir } = database;
  const strayScripts = templateDir === undefined ? [] : await checkSiteScripts(templateDir);
  const { owner } = await probeBackupArea({ area, requireMount, timeoutMs: areaTimeLimitMs, signal });
  const command = `${installationRoot}/bin/icb --config ${configurationFile} backup ${database.name} ${action}`;
  refuseForeignRoot({ area, owner, effectiveUid: process.geteuid?.(), command });
  return strayScripts;
}

/** It works when the database, its home and its area are gone: nothing of them is looked at first. */
async function printRunbook(databaseName: string, context: CommandContext): Promise<number> {
  const { env, cwd } = context.world;
  const configuration = openConfiguration({ option: context.options.config, env, cwd, installationRoot });
  await generateRestore(configuration, configuration.database(databaseName), context);
  return 0;
}

/** An action that looks for trouble and finds some has done its work: it ends with 1 all the same, with the cause first on stderr. */
function tellFindings({ database, action, findings }: Document, { world }: CommandContext): number {
  const [first, ...others] = Array.isArray(findings) ? findings.map(String) : [];
  if (first === undefined) return 0;
  world.stderr.write(`icb: ${String(database)}: ${String(action)}: ${first}${others.length > 0 ? `; and ${others.length} more` : ''}\n`);
  return 1;
}

