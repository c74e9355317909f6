// The preflight: every check of the configuration and of each database. Nothing is changed anywhere, but for a file of one block
// that the look at a backup area writes and removes.

import { probeBackupArea } from '#core/backup-area.ts';
import { mapBounded } from '#core/bounded-parallel.ts';
import { InvalidConfigurationError } from '#core/config/problem.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { askedOnce } from './asked-once.ts';
import type { CheckSurroundings } from './checked-database.ts';
import { configurationChecks, databaseChecks, restoreHostChecks } from './checks.ts';
import { askDatabase } from './database-answers.ts';
import { runChecks, skipChecks } from './run-checks.ts';
import type { CheckOutcome, CheckRun } from './run-checks.ts';
import { askStorage } from './storage-answers.ts';

export interface PreflightRun extends CheckRun {
  /** Only what a host for restores needs. */
  readonly forRestores: boolean;
}

export interface Preflight {
  readonly configuration: readonly CheckOutcome[];
  readonly databases: readonly CheckedOutcomes[];
}

interface CheckedOutcomes {
  readonly database: string;
  readonly outcomes: readonly CheckOutcome[];
}

/** Less than half of it: how long a share may take. */
const areaTimeLimitMs = 10_000;
/** Each keeps an SQL*Plus and a connection to its storage system busy. */
const databasesAtOnce = 8;

/** @throws the reason of the signal when it is aborted */
export async function runPreflight(databases: readonly string[], surroundings: CheckSurroundings, run: PreflightRun): Promise<Preflight> {
  const configuration = await runChecks(configurationChecks, surroundings, run);
  const checked = await mapBounded(databases, databasesAtOnce, async (database) => ({ database, outcomes: await checkDatabase(database, surroundings, run) }));
  return { configuration, databases: checked };
}

async function checkDatabase(name: string, surroundings: CheckSurroundings, run: PreflightRun): Promise<CheckOutcome[]> {
  const checks = run.forRestores ? restoreHostChecks : databaseChecks;
  const settings = readSettings(name, surroundings);
  if (settings === undefined) return skipChecks(checks, 'configuration');
  const { area, requireMount } = settings;
  await using storage = askStorage(name, surroundings);
  const subject = {
    ...surroundings,
    settings,
    storage,
    oracle: askDatabase(settings, surroundings),
    area: askedOnce((signal) => probeBackupArea({ area, requireMount, timeoutMs: areaTimeLimitMs, readMounts: surroundings.host.mounts, signal })),
  };
  const outcomes = await runChecks(checks, subject, run);
  return outcomes.map((outcome) => ({ ...outcome, remedy: outcome.remedy?.replaceAll('<db>', name).replaceAll('<area>', area) }));
}

/** What is wrong with them the check of the configuration tells. */
function readSettings(name: string, { configuration }: CheckSurroundings): DatabaseSettings | undefined {
  try {
    return configuration.database(name);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}
