import { ConfigurationError, IcbError } from '#core/errors.ts';
import { parseTargetTime } from '#core/target-time.ts';
import { cleaningJson, cleaningLines } from '#reports/snapshot-cleaning.ts';
import { snapshotJson, snapshotLine, snapshotTitle } from '#reports/snapshot-list.ts';
import { chooseForTarget } from '#retention/choose-snapshot.ts';
import { dropExpiredSnapshots, judgeSnapshots } from '#workflows/snapshot-expiry.ts';
import type { SnapperCall, SnapperResult } from './call.ts';

/** All snapshots of the volume, oldest first, also those icb did not make. */
export async function list({ database, storage, world, log }: SnapperCall): Promise<SnapperResult> {
  const snapshots = await storage.listSnapshots(world.signal);
  if (snapshots.length === 0) log.warn(`${database} has no snapshots`);
  return { lines: snapshots.map(snapshotLine), json: snapshots.map(snapshotJson) };
}

export async function create({ storage, world }: SnapperCall): Promise<SnapperResult> {
  const id = await storage.createSnapshot(world.signal);
  return { lines: [`Snapshot created: ${id}`], json: { id } };
}

/** Drops what retention lets go; exit code 1 when something that should have gone is still there. */
export async function clean(call: SnapperCall): Promise<SnapperResult> {
  const { storage, world, log, dryRun } = call;
  const run = { database: expiration(call), storage, clock: world.clock, log, signal: world.signal };
  if (dryRun) {
    const planned = (await judgeSnapshots(run)).map((verdict) => ({ ...verdict, done: false }));
    return { lines: cleaningLines(planned, { dryRun }), json: cleaningJson(planned) };
  }
  const { outcomes, failed } = await dropExpiredSnapshots(run);
  return { lines: cleaningLines(outcomes, { dryRun }), json: cleaningJson(outcomes), exitCode: failed === 0 ? 0 : 1 };
}

/**
 * The oldest of icb's snapshots created at or after the time. The ledger in the backup area, which this host need not see,
 * is left out: which times a snapshot serves to the second is the business of a restore.
 */
export async function search({ database, storage, world, word }: SnapperCall): Promise<SnapperResult> {
  const target = parseTargetTime(word, 'system');
  const own = (await storage.listSnapshots(world.signal)).filter(({ id }) => storage.ownsSnapshot(id));
  const choice = chooseForTarget(own, target);
  if (choice.kind !== 'one') {
    const reason = choice.kind === 'none' ? choice.reason : 'two snapshots would be needed';
    throw new IcbError(`no snapshot of ${database} was created at or after ${target.toISO()}: ${reason}`, {
      hint: `a snapshot taken now would do: icb snapper ${database} create`,
    });
  }
  const { id, createdAt } = choice.snapshot;
  return { lines: [snapshotTitle(choice.snapshot)], json: { id, createdAt: createdAt.toISOString() } };
}

/** @throws {ConfigurationError} without a setting that says when snapshots expire: nothing is dropped by guess */
function expiration({ configuration, database }: SnapperCall) {
  const { snapshotExpirationDays, snapshotExpirationMonths } = configuration.snapshotSettings(database);
  if (snapshotExpirationDays === undefined) throw new ConfigurationError(`snapexpirationdays is missing in [${database}] of ${configuration.file}`);
  return { snapshotExpirationDays, snapshotExpirationMonths };
}
