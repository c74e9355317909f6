// Snapshots with the array's rules: ids made of filesystem and name, times in two zones, protection.
import { removeSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf } from '../storage/volumes.ts';
import { ArrayFault } from './array-fault.ts';
import { type Body, requireKeys, textOf } from './body.ts';
import { filesystemId, snapshotId } from './ids.ts';
import type { Row } from './rows.ts';

/** Of the simulated array's zone: `TIMESTAMP` is local time, as far as known. */
const arrayOffsetSeconds = 2 * 3600;

export function snapshotRows(state: StorageState): Row[] {
  return state.volumes.flatMap((volume) => snapshotsOf(state, volume.name).map((snapshot) => snapshotRow(volume, snapshot)));
}

/** @throws {ArrayFault} */
export function makeSnapshot(state: StorageState, body: Body): Row {
  requireKeys(body, { required: ['NAME', 'PARENTID', 'PARENTTYPE'], known: ['TYPE', 'DESCRIPTION', 'vstoreId'] });
  if (textOf(body['PARENTTYPE']) !== '40') throw new ArrayFault('wrongParameter', 'The type of the parent is wrong.');
  const name = textOf(body['NAME']);
  const volume = state.volumes.find((candidate) => filesystemId(candidate) === textOf(body['PARENTID']));
  if (volume === undefined) throw new ArrayFault('noParent', 'The parent object does not exist.');
  if (snapshotsOf(state, volume.name).some((snapshot) => snapshot.name === name)) throw new ArrayFault('nameTaken', 'The name already exists.');
  return snapshotRow(volume, takeSnapshot(state, volume.name, name));
}

/** @throws {ArrayFault} */
export function dropSnapshot(state: StorageState, id: string): void {
  const volume = state.volumes.find((candidate) => id.startsWith(`${filesystemId(candidate)}@`));
  const snapshot = snapshotsOf(state, volume?.name ?? '').find(({ name }) => id.endsWith(`@${name}`));
  if (snapshot === undefined) throw new ArrayFault('noSnapshot', 'The snapshot does not exist.');
  if (clonesOf(state, snapshot).length > 0) throw new ArrayFault('snapshotInUse', 'The snapshot has clone file systems.');
  if (lockEndOf(snapshot) > state.now.toMillis()) throw new ArrayFault('protectedSnapshot', 'The secure snapshot has not expired.');
  removeSnapshot(state, snapshot);
}

/** The snapshot that a clone shall be made of. @throws {ArrayFault} */
export function parentSnapshot(state: StorageState, volume: Volume, id: string): VolumeSnapshot {
  const snapshot = snapshotsOf(state, volume.name).find(({ name }) => snapshotId(volume, name) === id);
  if (snapshot === undefined) throw new ArrayFault('noSnapshot', 'The snapshot does not exist.');
  return snapshot;
}

function snapshotRow(volume: Volume, snapshot: VolumeSnapshot): Row {
  const seconds = Math.floor(Date.parse(snapshot.creation) / 1000);
  const lockEnd = lockEndOf(snapshot);
  return {
    ID: snapshotId(volume, snapshot.name),
    NAME: snapshot.name,
    PARENTID: filesystemId(volume),
    PARENTNAME: volume.name,
    PARENTTYPE: '40',
    TYPE: '48',
    HEALTHSTATUS: '1',
    RUNNINGSTATUS: '27',
    TIMESTAMP: String(seconds + arrayOffsetSeconds),
    utcTimeStamp: String(seconds),
    isSecuritySnap: String(lockEnd > 0),
    ...(lockEnd > 0 ? { securitySnapExpireTime: String(Math.floor(lockEnd / 1000)) } : {}),
  };
}

/** 0 for one that is not protected. */
function lockEndOf({ properties }: VolumeSnapshot): number {
  return typeof properties['lockedUntil'] === 'string' ? Date.parse(properties['lockedUntil']) : 0;
}
