// `icb snapper <db> checkage`, for Nagios and its like: started every few minutes for every database, so it loads little,
// says one line whatever happens, and ends in time even when nothing answers.
import { openConfiguration } from '#core/config/locate.ts';
import { IcbError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { untilAborted } from '#core/until-aborted.ts';
import { ageJson, ageLine, nagiosExitCodes, unknownJson, unknownLine } from '#reports/snapshot-age.ts';
import { snapshotAge } from '#retention/snapshot-age.ts';
import type { CommandContext } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { silentLog } from '../message-log.ts';

/** Below the time limits of the usual monitoring systems for their plugins. */
const defaultLimitMs = 30_000;

interface CheckResult {
  readonly line: string;
  readonly json: object;
  readonly exitCode: number;
}

interface CheckOptions {
  readonly limitMs?: number;
  /** Throws when the command line is wrong: that too is UNKNOWN, exit code 2 would be an alarm. */
  readonly checkUsage?: () => void;
}

/** Prints the age of icb's newest snapshot as Nagios wants it. Never throws: what cannot be checked is UNKNOWN. */
export async function checkAge(database: string, context: CommandContext, options: CheckOptions = {}): Promise<number> {
  const { line, json, exitCode } = await resultOf(database, context, options);
  context.world.stdout.write(`${context.options.json ? JSON.stringify(json, undefined, 2) : line}\n`);
  return exitCode;
}

async function resultOf(
  database: string,
  context: CommandContext,
  { limitMs = defaultLimitMs, checkUsage = () => undefined }: CheckOptions,
): Promise<CheckResult> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new IcbError(`no answer about the snapshots of ${database} within ${limitMs / 1000} s`)), limitMs);
  const signal = AbortSignal.any([context.world.signal, limit.signal]);
  try {
    checkUsage();
    return await untilAborted(signal, check(database, context, signal));
  } catch (error) {
    const reason = reasonOf(signal.aborted ? signal.reason : error);
    return { line: unknownLine(reason), json: unknownJson(reason), exitCode: nagiosExitCodes.UNKNOWN };
  } finally {
    clearTimeout(timer);
  }
}

async function check(database: string, { world, options }: CommandContext, signal: AbortSignal): Promise<CheckResult> {
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const settings = configuration.snapshotSettings(database);
  await using storage = await openDatabaseStorage(configuration, database, { world, log: silentLog });
  const own = (await storage.listSnapshots(signal)).filter(({ id }) => storage.ownsSnapshot(id));
  const limits = { warningAgeMs: settings.warningSnapshotAgeMs, criticalAgeMs: settings.criticalSnapshotAgeMs };
  const finding = snapshotAge(own, world.clock.now(), limits);
  return { line: ageLine(finding, settings), json: ageJson(finding, settings), exitCode: nagiosExitCodes[finding.status] };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** What went wrong and what to do, or the bare message of a defect: a stack would not fit into one line. */
function reasonOf(error: unknown): string {
  if (!(error instanceof IcbError)) return asError(error).message;
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
}
