// Consistency groups: volumes that are snapshotted at one moment. A volume is in one group at most and knows which.
import { randomBytes } from 'node:crypto';
import { modifySnapshot, removeSnapshot, snapshotsOf } from '../storage/snapshots.ts';
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { modifyVolume } from '../storage/volumes.ts';
import { clusterTime } from './bodies.ts';
import { FilerFault } from './filer-fault.ts';
import { type FlatRecord, textOf } from './records.ts';
import { makeSnapshot, requireDeletable } from './snapshots.ts';
import { placeOf, volumesBeside } from './svm-place.ts';
import { isInGroup, isOnline, uuidOf } from './volumes.ts';

interface Group {
  readonly uuid: string;
  readonly name: string;
  /** Undefined: the one of the configuration. */
  readonly svm: string | undefined;
  readonly members: readonly Volume[];
}

interface WantedGroup {
  readonly name: string;
  readonly svm: string | undefined;
  /** Names of its volumes. */
  readonly volumes: readonly string[];
}

export function groupsIn({ volumes }: Pick<StorageState, 'volumes'>): Group[] {
  const members = Map.groupBy(volumes.filter(isInGroup), ({ properties }) => String(properties['groupUuid']));
  return [...members].map(([uuid, volumes]) => {
    const [first] = volumes;
    return { uuid, name: String(first?.properties['group']), svm: placeOf(first?.name ?? '').svm, members: volumes };
  });
}

export function groupByUuid(state: StorageState, uuid: string): Group {
  const group = groupsIn(state).find((candidate) => candidate.uuid === uuid);
  if (group === undefined) throw new FilerFault(53411842, `Consistency group with UUID ${uuid} does not exist.`, 404);
  return group;
}

/** @throws {FilerFault} for a body that can be refused before there is a job */
export function checkNewGroup(body: FlatRecord, home: string): WantedGroup {
  const { name, 'svm.name': svm, volumes } = body;
  if (typeof name !== 'string' || !/^[A-Za-z_]\w*$/.test(name)) throw new FilerFault(2, `Invalid value "${textOf(name)}" for field "name".`);
  if (typeof svm !== 'string') throw new FilerFault(262186, 'Field "svm.name" is required.');
  if (!Array.isArray(volumes) || volumes.length === 0) throw new FilerFault(262186, 'Field "volumes" is required.');
  const names = (volumes as readonly { readonly name?: unknown; readonly provisioning_options?: { readonly action?: unknown } }[]).map(({ name, provisioning_options: options }) => {
    // Without "add" it would be asked for a new volume.
    if (options?.action !== 'add' || typeof name !== 'string') throw new FilerFault(262186, 'The lab only adds volumes that are there to a consistency group.');
    return name;
  });
  return { name, svm: svm === home ? undefined : svm, volumes: names };
}

export function makeGroup(state: StorageState, { name, svm, volumes }: WantedGroup): void {
  if (groupsIn(state).some((group) => group.name === name && group.svm === svm)) throw new FilerFault(53411860, `Consistency group "${name}" already exists.`);
  const members = volumes.map((wanted) => {
    const volume = volumesBeside(state, { svm }).find((candidate) => placeOf(candidate.name).name === wanted);
    if (volume === undefined) throw new FilerFault(917927, `The specified volume "${wanted}" was not found.`);
    if (isInGroup(volume)) throw new FilerFault(53411865, `Volume "${wanted}" is already in a consistency group.`);
    if (volume.properties['snapshotLocking'] === true) throw new FilerFault(53411959, `Volume "${wanted}" has snapshot locking enabled.`);
    return volume;
  });
  const groupUuid = uuidOf({ id: randomBytes(16).toString('hex') });
  for (const { name: folder } of members) modifyVolume(state, folder, { group: name, groupUuid });
}

/** The volumes stay, and so do their snapshots. */
export function deleteGroup(state: StorageState, uuid: string): void {
  for (const { name } of groupByUuid(state, uuid).members) modifyVolume(state, name, { group: '', groupUuid: '' });
}

export function groupSnapshotsOf(state: StorageState, { members }: Group): FlatRecord[] {
  const taken = members.flatMap((volume) => snapshotsOf(state, volume.name)).filter(({ properties }) => properties['groupSnapshot'] !== undefined);
  return [...Map.groupBy(taken, ({ properties }) => String(properties['groupSnapshot']))].map(([uuid, parts]) => {
    const missing = members.filter((volume) => !parts.some((part) => part.volume === volume.name));
    return {
      uuid,
      name: parts[0]?.name,
      create_time: clusterTime(parts[0]?.creation ?? ''),
      consistency_type: 'crash',
      is_partial: missing.length > 0,
      missing_volumes: missing.length === 0 ? undefined : missing.map((volume) => ({ name: placeOf(volume.name).name, uuid: uuidOf(volume) })),
    };
  });
}

export function makeGroupSnapshot(state: StorageState, uuid: string, { name, isPartial }: { readonly name: string; readonly isPartial: boolean }): void {
  const { members } = groupByUuid(state, uuid);
  const parts = isPartial ? members.slice(0, -1) : members;
  for (const volume of parts) {
    const isTaken = snapshotsOf(state, volume.name).some((snapshot) => snapshot.name === name);
    if (isTaken || !isOnline(volume)) throw new FilerFault(53411921, `Snapshot "${name}" of the consistency group failed on volume "${volume.name}".`);
  }
  const groupSnapshot = uuidOf({ id: randomBytes(16).toString('hex') });
  for (const volume of parts) modifySnapshot(state, makeSnapshot(state, volume, { name }), { groupSnapshot });
}

export function deleteGroupSnapshot(state: StorageState, uuid: string): void {
  const parts = state.snapshots.filter(({ properties }) => properties['groupSnapshot'] === uuid);
  for (const part of parts) requireDeletable(state, part);
  for (const part of parts) removeSnapshot(state, part);
}
