// What the checks of one database ask that database, each question once however many checks it answers.

import type { DatabaseSettings } from '#core/config/settings.ts';
import { queryArchiveDestinations } from '#oracle/archive-destinations.ts';
import type { ArchiveDestinations } from '#oracle/archive-destinations.ts';
import { queryDatabaseFacts } from '#oracle/database-facts.ts';
import type { DatabaseFacts } from '#oracle/database-facts.ts';
import { queryImageCopies } from '#oracle/image-copies.ts';
import type { ImageCopies } from '#oracle/image-copies.ts';
import { queryPreflightState } from '#oracle/preflight-state.ts';
import type { PreflightState } from '#oracle/preflight-state.ts';
import { queryRmanConfiguration } from '#oracle/rman-configuration.ts';
import { queryFoundSchedule, queryScheduleOwner } from '#oracle/scheduled-objects.ts';
import type { FoundSchedule } from '#oracle/scheduled-objects.ts';
import { queryScheduledRuns } from '#oracle/scheduled-runs.ts';
import type { ScheduledRuns } from '#oracle/scheduled-runs.ts';
import { createOracleTools } from '#oracle/tools.ts';
import type { OracleTools } from '#oracle/tools.ts';
import { queryLoggingState } from '#oracle/unrecoverable-changes.ts';
import type { LoggingState } from '#oracle/unrecoverable-changes.ts';
import type { BackupRun } from '../backup/backup-run.ts';
import { fitToRole } from '../backup/data-guard-role.ts';
import { askedOnce } from './asked-once.ts';
import type { CheckSurroundings } from './checked-database.ts';
import { warningsOnly } from './warnings-only.ts';

type Ask<T> = (signal: AbortSignal) => Promise<T>;

/** Questions to one database, in the role that it has now. */
export interface DatabaseAnswers {
  /** What Oracle's programs warned of so far: at a login, for instance. */
  readonly warnings: readonly string[];
  readonly facts: Ask<DatabaseFacts>;
  /** As a backup would have it: a database that is the primary is its own primary, whatever the configuration says. */
  readonly run: Ask<BackupRun>;
  readonly destinations: Ask<ArchiveDestinations>;
  readonly rmanConfiguration: Ask<ReadonlyMap<string, string>>;
  readonly imageCopies: Ask<ImageCopies>;
  readonly logging: Ask<LoggingState>;
  readonly state: Ask<PreflightState>;
  readonly schedule: Ask<{ readonly owner: string; readonly found: FoundSchedule }>;
  readonly scheduledRuns: Ask<ScheduledRuns>;
}

export function askDatabase(settings: DatabaseSettings, surroundings: CheckSurroundings): DatabaseAnswers {
  const { configuration, clock, hostZone, launchTool, temporaryFolder, newToken } = surroundings;
  const warnings: string[] = [];
  const log = warningsOnly((_, { warning }) => {
    if (typeof warning === 'string') warnings.push(warning);
  });
  const toolsOf = (database: DatabaseSettings): OracleTools => createOracleTools({ database, launch: launchTool, log, clock, temporaryFolder, newToken });
  const tools = toolsOf(settings);
  const facts = askedOnce((signal) => queryDatabaseFacts(tools, signal));
  const bareRun = async (signal: AbortSignal): Promise<BackupRun> => ({ database: settings, configurationFile: configuration.file, facts: await facts(signal), oracle: tools, log, clock, hostZone, signal });
  const settingsInRole = askedOnce(async (signal) => fitToRole(await bareRun(signal), { needsPrimary: true }));
  const run = async (signal: AbortSignal): Promise<BackupRun> => {
    const database = await settingsInRole(signal);
    return { ...(await bareRun(signal)), database, oracle: database === settings ? tools : toolsOf(database) };
  };
  const fromRun = <T>(ask: (run: BackupRun, signal: AbortSignal) => Promise<T>): Ask<T> => askedOnce(async (signal) => ask(await run(signal), signal));
  const scheduleOwner = fromRun(async ({ oracle }, signal) => queryScheduleOwner(oracle, signal));
  return {
    warnings,
    facts,
    run,
    destinations: fromRun(async ({ oracle }, signal) => queryArchiveDestinations(oracle, signal)),
    rmanConfiguration: fromRun(async ({ oracle }, signal) => queryRmanConfiguration(oracle, signal)),
    imageCopies: fromRun(async ({ oracle }, signal) => queryImageCopies(oracle, signal)),
    logging: fromRun(async ({ oracle }, signal) => queryLoggingState(oracle, signal)),
    state: fromRun(async ({ oracle }, signal) => queryPreflightState(oracle, signal)),
    schedule: fromRun(async ({ oracle, facts: known }, signal) => {
      const owner = await scheduleOwner(signal);
      return { owner, found: await queryFoundSchedule(oracle, { owner, facts: known }, signal) };
    }),
    scheduledRuns: fromRun(async ({ oracle }, signal) => queryScheduledRuns(oracle, await scheduleOwner(signal), signal)),
  };
}
