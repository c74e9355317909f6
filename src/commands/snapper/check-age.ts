// `icb snapper <db> checkage`, for Nagios and its like: started every few minutes for every database, so it loads little,
// says one line whatever happens, and ends in time even when nothing answers.
import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { IcbError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { untilAborted } from '#core/until-aborted.ts';
import { ageJson, ageLine, nagiosExitCodes, unknownJson, unknownLine } from '#reports/snapshot-age.ts';
import type { AgeFinding, AgeThresholds, NagiosStatus } from '#reports/snapshot-age.ts';
import { snapshotAge } from '#retention/snapshot-age.ts';
import { restorableAmong } from '#storage/restorable-snapshots.ts';
import type { CommandContext, World } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { silentLog } from '../message-log.ts';

/** What a check tells people and programs. */
export interface CheckResult {
  readonly status: NagiosStatus;
  readonly text: string;
  readonly json: object;
}

export interface CheckRequest {
  /** One, or several separated by commas; undefined: every database of the configuration that takes snapshots. */
  readonly databases: string | undefined;
  /** Of the whole check, whatever it has to wait for. */
  readonly limitMs: number;
}

/**
 * Prints the age of icb's newest snapshot as Nagios wants it. Never throws: what cannot be checked is UNKNOWN, and so is what was
 * asked for wrongly, since exit code 2 would be an alarm.
 */
export async function checkAge(readRequest: () => CheckRequest, context: CommandContext): Promise<number> {
  const { status, text, json } = await resultOf(readRequest, context);
  context.world.stdout.write(`${context.options.json ? JSON.stringify(json, undefined, 2) : text}\n`);
  return nagiosExitCodes[status];
}

async function resultOf(readRequest: () => CheckRequest, context: CommandContext): Promise<CheckResult> {
  try {
    const { databases, limitMs } = readRequest();
    if (databases === undefined || databases.includes(',')) {
      const { checkAges } = await import('./check-ages.ts');
      return await checkAges(databases, limitMs, context);
    }
    const { finding, thresholds } = await ageWithin(limitMs, databases, context, openOnce(context));
    return { status: finding.status, text: ageLine(finding, thresholds), json: ageJson(finding, thresholds) };
  } catch (error) {
    const reason = reasonOf(error);
    return { status: 'UNKNOWN', text: unknownLine(reason), json: unknownJson(reason) };
  }
}

/** Opens the configuration when it is asked for. */
export function openOnce({ world, options }: CommandContext): () => Configuration {
  let configuration: Configuration | undefined;
  return () => (configuration ??= openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot }));
}

export interface CheckedAge {
  readonly finding: AgeFinding;
  readonly thresholds: AgeThresholds;
}

/** The age of a database's newest snapshot. @throws {IcbError} when that is not known within the limit */
export async function ageWithin(limitMs: number, database: string, { world }: CommandContext, configuration: () => Configuration): Promise<CheckedAge> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new IcbError(`no answer about the snapshots of ${database} within ${limitMs / 1000} s`)), limitMs);
  const signal = AbortSignal.any([world.signal, limit.signal]);
  try {
    return await untilAborted(signal, findAge(database, { configuration, world, signal }));
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

interface Search {
  readonly configuration: () => Configuration;
  readonly world: World;
  readonly signal: AbortSignal;
}

async function findAge(database: string, { configuration, world, signal }: Search): Promise<CheckedAge> {
  const thresholds = configuration().snapshotSettings(database);
  await using storage = await openDatabaseStorage(configuration(), database, { world, log: silentLog });
  const listed = await storage.listSnapshots(signal);
  const limits = { warningAgeMs: thresholds.warningSnapshotAgeMs, criticalAgeMs: thresholds.criticalSnapshotAgeMs };
  const finding = snapshotAge(restorableAmong(listed, storage), world.clock.now(), limits);
  if (finding.snapshot !== undefined || listed.length === 0) return { finding, thresholds };
  return { finding: { ...finding, reason: `there is no snapshot of icb's (incomplete, or made by others: ${listed.length})` }, thresholds };
}

/** What went wrong and what to do, or the bare message of a defect: a stack would not fit into one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof IcbError)) return error instanceof Error ? error.message : String(error);
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
}
