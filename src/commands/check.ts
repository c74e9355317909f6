import { join } from 'node:path';
import { openConfiguration } from '#core/config/locate.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { realHost } from '#core/host-view.ts';
import { installationRoot } from '#core/installation.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { ProgramsForReading } from '#oracle/programs/programs-for-reading.ts';
import { checkReportJson, renderCheckReport } from '#reports/check-report.ts';
import type { ReportedSubject } from '#reports/check-report.ts';
import type { CheckSurroundings } from '#workflows/check/checked-database.ts';
import { runPreflight } from '#workflows/check/preflight.ts';
import type { Preflight } from '#workflows/check/preflight.ts';
import { openConfiguredCatalog } from './autorestore/configured-catalog.ts';
import type { CommandContext } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { silentLog } from './message-log.ts';
import { hostZone, newToken } from './session-surroundings.ts';

/** For each check: below it a login through a busy listener must fit. */
const defaultLimitMs = 30_000;

/** For tests: another host, another storage system, less patience. */
export interface CheckChanges extends Partial<CheckSurroundings> {
  readonly limitMs?: number;
}

export interface CheckOptions {
  /** This host is for restores, and sees nothing of production. */
  readonly restoreHost?: boolean;
}

/** `icb check [db]`: exit code 1 when a check fails. */
export async function run(database: string | undefined, { restoreHost: forRestores = false }: CheckOptions, context: CommandContext, changes: CheckChanges = {}): Promise<number> {
  const { world, options } = context;
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const databases = chosenDatabases(configuration, database);
  const checkedAt = world.clock.now().toISO();
  const { configuration: ofFile, databases: ofDatabases } = await checkAll(configuration, databases, { context, changes, forRestores });
  const subjects: readonly ReportedSubject[] = [{ database: undefined, outcomes: ofFile }, ...ofDatabases];
  const { json, color, verbose } = options;
  world.stdout.write(json ? `${JSON.stringify(checkReportJson(subjects, { file: configuration.file, checkedAt }), undefined, 2)}\n` : renderCheckReport(subjects, { color, all: verbose }));
  return subjects.some(({ outcomes }) => outcomes.some(({ status }) => status === 'FAIL')) ? 1 : 0;
}

/** @throws {ConfigurationError} for a name that is none of a database */
function chosenDatabases(configuration: Configuration, database: string | undefined): readonly string[] {
  if (database === undefined) return configuration.databases;
  if (!configuration.databases.includes(database)) configuration.database(database);
  return [database];
}

async function checkAll(configuration: Configuration, databases: readonly string[], { context, changes, forRestores }: { readonly context: CommandContext; readonly changes: CheckChanges; readonly forRestores: boolean }): Promise<Preflight> {
  const { limitMs = defaultLimitMs } = changes;
  const { world } = context;
  const { env, cwd, clock, signal, launchTool, effectiveUid } = world;
  await using folder = await openRunFolder(runFolderParent(env['TMPDIR'], cwd), currentProcess());
  const temporaryFolder = folder.path;
  using programs = new ProgramsForReading(launchTool);
  const surroundings: CheckSurroundings = {
    configuration,
    program: join(installationRoot, 'bin', 'icb'),
    host: realHost,
    effectiveUid,
    clock,
    hostZone: hostZone(),
    launchTool: (invocation) => programs.launch(invocation),
    temporaryFolder,
    newToken,
    // Within the limit of a check, so that it is the storage system's own sentence that is shown.
    openStorage: (name, listeners) => openDatabaseStorage(configuration, name, { world, ...listeners, limits: { requestTimeoutMs: limitMs / 3, operationTimeoutMs: limitMs * 0.8 } }),
    openResultCatalog: (settings, name) => openConfiguredCatalog({ configuration, settings, context, log: silentLog, temporaryFolder }, name),
    ...changes,
  };
  return await runPreflight(databases, surroundings, { limitMs, clock, signal, forRestores });
}
