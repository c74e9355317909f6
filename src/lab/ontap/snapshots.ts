// Snapshots with ONTAP's rules: how many, whose, and until when.
import { DateTime } from 'luxon';
import { modifySnapshot, removeSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { Properties, StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf } from '../storage/volumes.ts';
import { FilerFault } from './filer-fault.ts';
import { type FlatRecord, textOf } from './records.ts';

const mostSnapshots = 1023;

/** When its lock ends that even an administrator cannot take away, in ISO 8601; undefined once it has. */
export function lockEnd(state: StorageState, { properties }: VolumeSnapshot): string | undefined {
  return timeToCome(state, properties['lockedUntil']);
}

/** @throws {FilerFault} for a body that can be refused before there is a job */
export function checkNewSnapshot({ name }: FlatRecord): void {
  if (typeof name !== 'string' || !/^[\w:.-]{1,255}$/.test(name)) throw new FilerFault(1638518, `Snapshot name "${textOf(name)}" is invalid.`);
}

export function makeSnapshot(state: StorageState, volume: Volume, body: FlatRecord): VolumeSnapshot {
  const name = textOf(body['name']);
  const present = snapshotsOf(state, volume.name);
  if (present.some((snapshot) => snapshot.name === name)) throw new FilerFault(525059, `A snapshot named "${name}" already exists on volume "${volume.name}".`);
  if (present.length >= mostSnapshots) throw new FilerFault(525062, `Volume "${volume.name}" has the most snapshots it can have.`);
  return takeSnapshot(state, volume.name, name, ends(state, volume, body));
}

/** A lock can be made longer, and never shorter. */
export function changeSnapshot(state: StorageState, volume: Volume, snapshot: VolumeSnapshot, body: FlatRecord): void {
  const changes = ends(state, volume, body);
  const [before, after] = [lockEnd(state, snapshot), changes['lockedUntil']];
  if (before !== undefined && typeof after === 'string' && Date.parse(after) < Date.parse(before)) {
    throw new FilerFault(14090432, `The SnapLock expiry time of snapshot "${snapshot.name}" can only be made later.`);
  }
  modifySnapshot(state, snapshot, changes);
}

/** By a clone, be it one in the recovery queue. */
export function isHeldByClone(state: StorageState, snapshot: VolumeSnapshot): boolean {
  return snapshot.properties['heldByQueue'] === true || clonesOf(state, snapshot).length > 0;
}

/** @throws {FilerFault} with the same code for both, as drivers have met it */
export function requireDeletable(state: StorageState, snapshot: VolumeSnapshot): void {
  const end = lockEnd(state, snapshot) ?? timeToCome(state, snapshot.properties['expiresAt']);
  if (end !== undefined) throw new FilerFault(1638555, `Snapshot "${snapshot.name}" has not expired or is locked.`);
  if (isHeldByClone(state, snapshot)) throw new FilerFault(1638555, `Snapshot "${snapshot.name}" is busy: it is in use by a volume clone.`);
}

export function deleteSnapshot(state: StorageState, snapshot: VolumeSnapshot): void {
  requireDeletable(state, snapshot);
  removeSnapshot(state, snapshot);
}

function timeToCome(state: StorageState, end: unknown): string | undefined {
  return typeof end === 'string' && Date.parse(end) > state.now.toMillis() ? end : undefined;
}

/** Until when it is kept, by its body. */
function ends(state: StorageState, volume: Volume, body: FlatRecord): Properties {
  const { expiry_time: expiry, snaplock_expiry_time: lock } = body;
  if (lock !== undefined && volume.properties['snapshotLocking'] !== true) throw new FilerFault(14090431, `Snapshot locking is not enabled on volume "${volume.name}".`);
  return { ...(expiry === undefined ? {} : { expiresAt: futureTime(state, expiry) }), ...(lock === undefined ? {} : { lockedUntil: futureTime(state, lock) }) };
}

function futureTime(state: StorageState, value: unknown): string {
  const time = typeof value === 'string' ? DateTime.fromISO(value) : undefined;
  if (time?.isValid !== true) throw new FilerFault(262185, `The value "${textOf(value)}" is no date.`);
  if (time <= state.now) throw new FilerFault(1638528, 'The expiry time must be in the future.');
  return time.toUTC().toISO();
}
