// Volumes and snapshots as records with ONTAP's field names.
import { DateTime } from 'luxon';
import type { SnapshotSpace } from '../storage/space.ts';
import type { StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import type { FlatRecord, RecordKind } from './records.ts';
import { isHeldByClone } from './snapshots.ts';
import { isOnline, junctionOf, uuidOf } from './volumes.ts';

/** Of the simulated cluster: times come with its offset. */
const clusterZone = 'Europe/Helsinki';

export const volumeKind: RecordKind = {
  path: '/api/storage/volumes',
  fields: new Set([
    'uuid', 'name', 'svm.name', 'svm.uuid', 'state', 'style', 'type', 'size', 'comment', 'create_time', 'aggregates', 'nas.path', 'nas.export_policy.name',
    'snapshot_directory_access_enabled', 'snapshot_policy.name', 'clone.is_flexclone', 'clone.parent_volume.name', 'clone.parent_svm.name', 'clone.parent_snapshot.name',
  ]),
  expensive: (field) => /^(?:clone\.parent_|clone\.split_|nas\.path$)/.test(field),
};

export function snapshotKind(volumeUuid: string): RecordKind {
  return {
    path: `/api/storage/volumes/${volumeUuid}/snapshots`,
    fields: new Set(['uuid', 'name', 'create_time', 'size', 'logical_size', 'owners', 'expiry_time', 'snaplock_expiry_time', 'reclaimable_space', 'volume.name', 'volume.uuid']),
    expensive: (field) => field === 'reclaimable_space',
  };
}

export function volumeRecord(volume: Volume, svm: string): FlatRecord {
  const { properties, origin } = volume;
  return {
    uuid: uuidOf(volume),
    name: volume.name,
    'svm.name': svm,
    'svm.uuid': '00000000-0000-0000-0000-0000000000aa',
    state: isOnline(volume) ? 'online' : 'offline',
    style: 'flexvol',
    type: 'rw',
    size: properties['size'] ?? 2 ** 40,
    comment: properties['comment'] === '' ? undefined : properties['comment'],
    create_time: clusterTime(volume.creation),
    aggregates: [{ name: 'aggr1', uuid: '00000000-0000-0000-0000-0000000000bb' }],
    'nas.path': junctionOf(volume),
    'nas.export_policy.name': properties['exportPolicy'] ?? 'oracle',
    snapshot_directory_access_enabled: properties['snapshotDirectory'] ?? false,
    'snapshot_policy.name': properties['snapshotPolicy'] ?? 'none',
    'clone.is_flexclone': origin !== undefined,
    'clone.parent_volume.name': origin?.volume,
    'clone.parent_svm.name': origin === undefined ? undefined : svm,
    'clone.parent_snapshot.name': origin?.snapshot,
  };
}

export function snapshotRecord(state: StorageState, volume: Volume, snapshot: VolumeSnapshot, space: SnapshotSpace | undefined): FlatRecord {
  return {
    uuid: uuidOf(snapshot),
    name: snapshot.name,
    'volume.name': volume.name,
    'volume.uuid': uuidOf(volume),
    create_time: clusterTime(snapshot.creation),
    size: space?.dataBytes ?? 0,
    owners: isHeldByClone(state, snapshot) ? ['volume_clone'] : undefined,
    snaplock_expiry_time: typeof snapshot.properties['lockedUntil'] === 'string' ? clusterTime(snapshot.properties['lockedUntil']) : undefined,
    reclaimable_space: space?.uniqueBytes ?? 0,
  };
}

function clusterTime(iso: string): string {
  return DateTime.fromISO(iso, { zone: clusterZone }).toISO({ suppressMilliseconds: true }) ?? '';
}
