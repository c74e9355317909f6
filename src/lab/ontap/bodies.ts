// Volumes and snapshots as records with ONTAP's field names.
import { DateTime } from 'luxon';
import type { SnapshotSpace, StorageState, Volume, VolumeSnapshot } from '../storage/storage-state.ts';
import { aggregateUuid, svmUuid } from './cluster-calls.ts';
import type { FlatRecord, RecordKind } from './records.ts';
import { type FilerRelease, isSince } from './filer-style.ts';
import { isHeldByClone } from './snapshots.ts';
import { placeOf } from './svm-place.ts';
import { isInGroup, isOnline, junctionOf, uuidOf } from './volumes.ts';

/** Of the simulated cluster: times come with its offset. */
const clusterZone = 'Europe/Helsinki';

export function volumeKind(release: FilerRelease): RecordKind {
  return {
    path: '/api/storage/volumes',
    fields: new Set([
      'uuid', 'name', 'svm.name', 'svm.uuid', 'state', 'style', 'type', 'size', 'comment', 'create_time', 'aggregates', 'space.size', 'space.used', 'nas.path', 'nas.export_policy.name',
      'snapshot_policy.name', 'clone.is_flexclone', 'clone.parent_volume.name', 'clone.parent_svm.name', 'clone.parent_snapshot.name',
      ...(isSince(release, 10) ? ['consistency_group.name'] : []),
      ...(isSince(release, 12) ? ['snapshot_locking_enabled'] : []),
      ...(isSince(release, 13) ? ['snapshot_directory_access_enabled'] : []),
    ]),
    expensive: (field) => /^(?:clone\.parent_|clone\.split_|nas\.path$|snapshot_locking_enabled$)/.test(field),
  };
}

export function snapshotKind(volumeUuid: string, release: FilerRelease): RecordKind {
  return {
    path: `/api/storage/volumes/${volumeUuid}/snapshots`,
    fields: new Set([
      'uuid', 'name', 'create_time', 'size', 'logical_size', 'owners', 'expiry_time', 'volume.name', 'volume.uuid',
      ...(isSince(release, 10) ? ['reclaimable_space'] : []),
      ...(isSince(release, 12) ? ['snaplock_expiry_time'] : []),
    ]),
    expensive: (field) => field === 'reclaimable_space',
  };
}

/** `home`: the SVM of the configuration. `usedBytes` takes reading all of the volume: only for those who ask. */
export function volumeRecord(volume: Volume, home: string, usedBytes?: number): FlatRecord {
  const { properties, origin } = volume;
  const { svm = home, name } = placeOf(volume.name);
  const aggregate = String(properties['aggregate'] ?? 'aggr1');
  return {
    uuid: uuidOf(volume),
    name,
    'svm.name': svm,
    'svm.uuid': svmUuid(svm),
    state: isOnline(volume) ? 'online' : 'offline',
    style: 'flexvol',
    type: 'rw',
    size: properties['size'] ?? 2 ** 40,
    'space.size': properties['size'] ?? 2 ** 40,
    'space.used': usedBytes,
    comment: (properties['comment'] ?? '') === '' ? undefined : properties['comment'],
    create_time: clusterTime(volume.creation),
    // Not every account may know.
    aggregates: aggregate === '' ? undefined : [{ name: aggregate, uuid: aggregateUuid(aggregate) }],
    'nas.path': junctionOf(volume),
    'nas.export_policy.name': properties['exportPolicy'] ?? 'oracle',
    snapshot_directory_access_enabled: properties['snapshotDirectory'] ?? false,
    'snapshot_policy.name': properties['snapshotPolicy'] ?? 'none',
    'clone.is_flexclone': origin !== undefined,
    'clone.parent_volume.name': origin === undefined ? undefined : placeOf(origin.volume).name,
    'clone.parent_svm.name': origin === undefined ? undefined : svm,
    'clone.parent_snapshot.name': origin?.snapshot,
    'consistency_group.name': isInGroup(volume) ? properties['group'] : undefined,
    snapshot_locking_enabled: properties['snapshotLocking'] === true,
  };
}

export function snapshotRecord(state: StorageState, volume: Volume, snapshot: VolumeSnapshot, space: SnapshotSpace | undefined): FlatRecord {
  return {
    uuid: uuidOf(snapshot),
    name: snapshot.name,
    'volume.name': placeOf(volume.name).name,
    'volume.uuid': uuidOf(volume),
    create_time: clusterTime(snapshot.creation),
    size: space?.dataBytes ?? 0,
    owners: isHeldByClone(state, snapshot) ? ['volume_clone'] : undefined,
    expiry_time: optionalTime(snapshot.properties['expiresAt']),
    snaplock_expiry_time: optionalTime(snapshot.properties['lockedUntil']),
    reclaimable_space: space?.uniqueBytes ?? 0,
  };
}

function optionalTime(value: unknown): string | undefined {
  return typeof value === 'string' ? clusterTime(value) : undefined;
}

export function clusterTime(iso: string): string {
  return DateTime.fromISO(iso, { zone: clusterZone }).toISO({ suppressMilliseconds: true }) ?? '';
}
