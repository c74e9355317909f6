import { ConfigurationError, IcbError } from '#core/errors.ts';
import { parseTargetTime } from '#core/target-time.ts';
import { cleaningJson, cleaningLines } from '#reports/snapshot-cleaning.ts';
import { snapshotJson, snapshotLine, snapshotTitle } from '#reports/snapshot-list.ts';
import { chooseForTarget } from '#retention/choose-snapshot.ts';
import { readLedger } from '#workflows/ledger.ts';
import { dropExpiredSnapshots, judgeSnapshots } from '#workflows/snapshot-expiry.ts';
import { lockAreaWhereSeen } from './area-lock.ts';
import type { SnapperCall, SnapperResult } from './call.ts';

/** All snapshots of the volume, oldest first, also those icb did not make. */
export async function list({ database, storage, world, log }: SnapperCall): Promise<SnapperResult> {
  const snapshots = await storage.listSnapshots(world.signal);
  if (snapshots.length === 0) log.warn(`${database} has no snapshots`);
  return { lines: snapshots.map(snapshotLine), json: snapshots.map(snapshotJson) };
}

/** Under the lock of the backup area, so that no snapshot is taken in the middle of a refresh. */
export async function create(call: SnapperCall): Promise<SnapperResult> {
  const { storage, world } = call;
  await using _lock = await lockAreaWhereSeen(call);
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
 * The oldest of icb's snapshots created at or after a time. Where this host sees the ledger in the backup area, a time before
 * that snapshot's lower bound fell into a refresh: the snapshot has its redo, the one before it the data files, which is
 * said; before the first lower bound, and where redo was lost, there is nothing to restore from.
 */
export async function search({ database, configuration, storage, world, word, log }: SnapperCall): Promise<SnapperResult> {
  const target = parseTargetTime(word, 'system');
  const { area } = configuration.snapshotSettings(database);
  const ledger = area === undefined ? [] : await readLedger(area, world.signal);
  const own = (await storage.listSnapshots(world.signal)).filter(({ id }) => storage.ownsSnapshot(id));
  const choice = chooseForTarget(own, target);
  if (choice.kind !== 'one') {
    const reason = choice.kind === 'none' ? choice.reason : 'two snapshots would be needed';
    throw new IcbError(`no snapshot of ${database} was created at or after ${target.toISO()}: ${reason}`, {
      hint: target > world.clock.now() ? 'that time is in the future' : nextSnapshotHint(database, own.length),
    });
  }
  const { snapshot } = choice;
  const byLedger = chooseForTarget(own, target, ledger);
  if (byLedger.kind === 'none' && byLedger.lost) throw new IcbError(`no snapshot of ${database} serves ${target.toISO()}: ${byLedger.reason}`);
  const lowerTime = ledger.find(({ snapshotId }) => snapshotId === snapshot.id)?.lowerTime;
  if (lowerTime !== undefined && target < lowerTime) {
    const before = own[own.indexOf(snapshot) - 1];
    if (before === undefined) throw new IcbError(`no snapshot of ${database} reaches back to ${target.toISO()}: the first restorable time is ${lowerTime.toISO()}`);
    log.warn(`${target.toISO()} fell into a refresh: its redo is in ${snapshot.id}, its data files are in ${before.id}`);
  }
  return { lines: [snapshotTitle(snapshot)], json: { id: snapshot.id, createdAt: snapshot.createdAt.toISOString() } };
}

/** A snapshot by itself is not enough: it lacks the redo that is still in the online logs. */
function nextSnapshotHint(database: string, snapshotCount: number): string {
  const command = `icb backup ${database} imagecopywithsnap`;
  if (snapshotCount === 0) return `the first run of ${command} makes the image copy, every later one takes a snapshot`;
  return `run a backup first, it archives the current log and takes the snapshot that serves this time: ${command}`;
}

/** @throws {ConfigurationError} without a setting that says when snapshots expire: nothing is dropped by guess */
function expiration({ configuration, database }: SnapperCall) {
  const { snapshotExpirationDays, snapshotExpirationMonths } = configuration.snapshotSettings(database);
  if (snapshotExpirationDays === undefined) throw new ConfigurationError(`snapexpirationdays is missing in [${database}] of ${configuration.file}`);
  return { snapshotExpirationDays, snapshotExpirationMonths };
}
