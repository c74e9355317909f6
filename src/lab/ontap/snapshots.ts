// Snapshots with ONTAP's rules: how many, whose, and until when.
import { removeSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf } from '../storage/volumes.ts';
import { FilerFault } from './filer-fault.ts';
import { type FlatRecord, textOf } from './records.ts';

const mostSnapshots = 1023;

/** When the lock of a snapshot ends, in ISO 8601; undefined once it has. */
export function lockEnd(state: StorageState, { properties }: VolumeSnapshot): string | undefined {
  const end = properties['lockedUntil'];
  return typeof end === 'string' && Date.parse(end) > state.now.toMillis() ? end : undefined;
}

/** @throws {FilerFault} for a body that can be refused before there is a job */
export function checkNewSnapshot(body: FlatRecord): void {
  const { name, comment: _comment, snapmirror_label: _label, expiry_time: _expiry, snaplock_expiry_time: _lock, ...unknown } = body;
  for (const key of Object.keys(unknown)) throw new FilerFault(262179, `Unexpected argument "${key}".`);
  if (typeof name !== 'string' || !/^[\w:.-]{1,255}$/.test(name)) throw new FilerFault(1638518, `Snapshot name "${textOf(name)}" is invalid.`);
}

export function makeSnapshot(state: StorageState, volume: Volume, body: FlatRecord): void {
  const name = textOf(body['name']);
  if (volume.properties['online'] === false) throw new FilerFault(524479, `Volume "${volume.name}" is offline.`);
  const present = snapshotsOf(state, volume.name);
  if (present.some((snapshot) => snapshot.name === name)) throw new FilerFault(525059, `A snapshot named "${name}" already exists on volume "${volume.name}".`);
  if (present.length >= mostSnapshots) throw new FilerFault(525062, `Volume "${volume.name}" has the most snapshots it can have.`);
  const lock = body['snaplock_expiry_time'] ?? body['expiry_time'];
  takeSnapshot(state, volume.name, name, typeof lock === 'string' ? { lockedUntil: lock } : {});
}

/** By a clone, be it one in the recovery queue. */
export function isHeldByClone(state: StorageState, snapshot: VolumeSnapshot): boolean {
  return snapshot.properties['heldByQueue'] === true || clonesOf(state, snapshot).length > 0;
}

export function deleteSnapshot(state: StorageState, snapshot: VolumeSnapshot): void {
  const lock = lockEnd(state, snapshot);
  // The same code for both, as drivers have met it.
  if (lock !== undefined) throw new FilerFault(1638555, `Snapshot "${snapshot.name}" has not expired or is locked.`);
  if (isHeldByClone(state, snapshot)) throw new FilerFault(1638555, `Snapshot "${snapshot.name}" is busy: it is in use by a volume clone.`);
  removeSnapshot(state, snapshot);
}
