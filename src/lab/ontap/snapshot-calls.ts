// /api/storage/volumes/*/snapshots
import type { Reply } from '../storage/reply.ts';
import { snapshotsOf } from '../storage/snapshots.ts';
import type { StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import { snapshotKind, snapshotRecord } from './bodies.ts';
import { bodyOf, changeBy, type FilerCall, requireKnown, viewOf } from './filer-call.ts';
import { FilerFault } from './filer-fault.ts';
import { listing } from './records.ts';
import { changeSnapshot, checkNewSnapshot, deleteSnapshot, makeSnapshot } from './snapshots.ts';
import { isOnline, uuidOf, volumeByUuid } from './volumes.ts';

export function listSnapshots(call: FilerCall): Reply {
  const { style, query, meter } = call;
  const state = viewOf(call);
  const volume = onlineVolume(state, call);
  const space = meter.measure(state, volume.name).snapshots;
  const records = snapshotsOf(state, volume.name).map((snapshot) => snapshotRecord(state, volume, snapshot, space.get(snapshot.id)));
  return { status: 200, body: listing(records, snapshotKind(uuidOf(volume), style.release), query, style.pageRecords) };
}

export function createSnapshot(call: FilerCall): Reply {
  onlineVolume(viewOf(call), call);
  const body = bodyOf(call);
  requireKnown(body, ['name', 'comment', 'snapmirror_label', 'expiry_time', 'snaplock_expiry_time']);
  checkNewSnapshot(body);
  return changeBy(call, 201, (state) => makeSnapshot(state, onlineVolume(state, call), body));
}

/** Only until when it is kept: icb renames nothing. */
export function modifySnapshot(call: FilerCall): Reply {
  snapshotOf(viewOf(call), call);
  const body = bodyOf(call);
  requireKnown(body, ['expiry_time', 'snaplock_expiry_time']);
  return changeBy(call, 200, (state) => changeSnapshot(state, onlineVolume(state, call), snapshotOf(state, call), body));
}

export function destroySnapshot(call: FilerCall): Reply {
  snapshotOf(viewOf(call), call);
  return changeBy(call, 200, (state) => deleteSnapshot(state, snapshotOf(state, call)));
}

function onlineVolume(state: StorageState, { parts: [volumeUuid = ''] }: FilerCall): Volume {
  const volume = volumeByUuid(state, volumeUuid);
  if (!isOnline(volume)) throw new FilerFault(524479, `Volume "${volume.name}" is offline.`);
  return volume;
}

function snapshotOf(state: StorageState, call: FilerCall): VolumeSnapshot {
  const volume = onlineVolume(state, call);
  const snapshot = snapshotsOf(state, volume.name).find((candidate) => uuidOf(candidate) === call.parts[1]);
  if (snapshot === undefined) throw new FilerFault(4, "entry doesn't exist", 404);
  return snapshot;
}
