import { ConfigurationError, IcbError, NotStartedError } from '#core/errors.ts';
import { parseTargetTime } from '#core/target-time.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import { cleaningJson, cleaningLines } from '#reports/snapshot-cleaning.ts';
import { snapshotJson, snapshotLine, snapshotTitle } from '#reports/snapshot-list.ts';
import { chooseForTarget } from '#retention/choose-snapshot.ts';
import { findSnapshotsForTarget, hintForNone } from '#workflows/point-in-time/snapshots-for-target.ts';
import { dropExpiredSnapshots, judgeSnapshots } from '#workflows/snapshot-expiry.ts';
import { lockAreaWhereSeen } from './area-lock.ts';
import type { SnapperCall, SnapperResult } from './call.ts';

/** All snapshots of the volume, oldest first, also those icb did not make. */
export async function list({ database, storage, world, log }: SnapperCall): Promise<SnapperResult> {
  const snapshots = await storage.listSnapshots(world.signal);
  if (snapshots.length === 0) log.warn(`${database} has no snapshots`);
  return { lines: snapshots.map(snapshotLine), json: snapshots.map(snapshotJson) };
}

/**
 * Under the lock of the backup area, so that no snapshot is taken in the middle of a refresh. With `--lock` nobody can drop it
 * before that time; exit code 1 when the snapshot is there and the lock is not.
 */
export async function create(call: SnapperCall): Promise<SnapperResult> {
  const { database, storage, world, log, lockMs } = call;
  if (lockMs !== undefined && storage.lockSnapshot === undefined) {
    throw new NotStartedError(`the storage system of ${database} does not lock snapshots`, { hint: 'leave --lock out; no snapshot was taken' });
  }
  await using _lock = await lockAreaWhereSeen(call);
  const id = await storage.createSnapshot(world.signal);
  const line = `Snapshot created: ${id}`;
  if (lockMs === undefined) return { lines: [line], json: { id } };
  const lockedUntil = world.clock.now().plus(lockMs).startOf('second');
  try {
    await storage.lockSnapshot?.(id, lockedUntil.toJSDate(), world.signal);
  } catch (error) {
    log.error(`snapshot ${id} was created, but it is not locked`);
    if (world.signal.aborted || !(error instanceof IcbError)) throw error;
    log.error(error.hint === undefined ? error.message : `${error.message} (${error.hint})`);
    return { lines: [line], json: { id, lockedUntil: null }, exitCode: 1 };
  }
  return { lines: [line, `Locked until: ${timeForPeople(lockedUntil)}`], json: { id, lockedUntil: lockedUntil.toJSDate().toISOString() } };
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
 * The snapshot a restore to a time would take its redo from. Where this host sees the ledger in the backup area, its bounds
 * decide, and a time that fell into a refresh needs the data files of the snapshot before as well; without it, the oldest of
 * icb's snapshots created at or after the time is taken at its word.
 */
export async function search({ database, configuration, storage, world, word, log }: SnapperCall): Promise<SnapperResult> {
  const target = parseTargetTime(word, 'system');
  const { area } = configuration.snapshotSettings(database);
  const { own, choice } = await findSnapshotsForTarget({ storage, area, target, signal: world.signal });
  const byCreation = chooseForTarget(own, target);
  if (choice.kind === 'none') {
    const what = byCreation.kind === 'none' ? `was created at or after ${timeForPeople(target)}` : `serves ${timeForPeople(target)}`;
    const hint = hintForNone(choice.why, { database, target, now: world.clock.now(), snapshotCount: own.length });
    throw new IcbError(`no snapshot of ${database} ${what}: ${choice.reason}`, hint);
  }
  if (choice.kind === 'pair') {
    log.warn(`${timeForPeople(target)} fell into a refresh: its redo is in ${choice.redo.id}, its data files are in ${choice.dataFiles.id}`);
  }
  const ofPair = byCreation.kind === 'one' ? byCreation : undefined;
  const snapshot = choice.kind === 'one' ? choice.snapshot : (ofPair?.snapshot ?? choice.redo);
  return { lines: [snapshotTitle(snapshot)], json: { id: snapshot.id, createdAt: snapshot.createdAt.toISOString() } };
}

/** @throws {ConfigurationError} without a setting that says when snapshots expire: nothing is dropped by guess */
function expiration({ configuration, database }: SnapperCall) {
  const { snapshotExpirationDays, snapshotExpirationMonths } = configuration.snapshotSettings(database);
  if (snapshotExpirationDays === undefined) throw new ConfigurationError(`snapexpirationdays is missing in [${database}] of ${configuration.file}`);
  return { snapshotExpirationDays, snapshotExpirationMonths };
}
