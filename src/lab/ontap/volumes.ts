// Volumes and FlexClones with ONTAP's rules: junction paths, states, export policies, and what must come before what.
import { StorageRefusal } from '../storage/refusal.ts';
import { cloneSnapshot, findSnapshot, modifySnapshot, removeSnapshot, snapshotsOf } from '../storage/snapshots.ts';
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { clonesOf, createVolume, modifyVolume, removeVolume } from '../storage/volumes.ts';
import { FilerFault } from './filer-fault.ts';
import { type FlatRecord, textOf } from './records.ts';
import { lockEnd } from './snapshots.ts';

const known = [
  'name', 'svm.name', 'size', 'comment', 'nas.path', 'nas.uid', 'nas.gid', 'nas.unix_permissions', 'nas.export_policy.name', 'snapshot_policy.name',
  'snapshot_directory_access_enabled', 'space.snapshot.reserve_percent', 'guarantee.type', 'aggregates', 'clone.is_flexclone', 'clone.parent_volume.name',
  'clone.parent_snapshot.name', 'state',
];
/** What the parent decides. */
const notForClones = ['size', 'aggregates', 'snapshot_policy.name', 'guarantee.type'];
const gigabyte = 2 ** 30;

/** The id of a volume or snapshot as ONTAP writes it. */
export function uuidOf({ id }: { readonly id: string }): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

export function volumeByUuid(state: StorageState, uuid: string): Volume {
  const volume = state.volumes.find((candidate) => uuidOf(candidate) === uuid);
  if (volume === undefined) throw new FilerFault(4, "entry doesn't exist", 404);
  return volume;
}

/** Undefined for a volume that is not mounted; one that was made by hand is mounted under its name. */
export function junctionOf({ name, properties }: Volume): string | undefined {
  const junction = properties['junction'] ?? `/${name}`;
  return junction === '' ? undefined : String(junction);
}

export function isOnline({ properties }: Volume): boolean {
  return properties['online'] !== false;
}

/** @throws {FilerFault} for a body that can be refused before there is a job */
export function checkNewVolume(body: FlatRecord, svm: string): void {
  for (const key of Object.keys(body)) if (!known.includes(key)) throw new FilerFault(262179, `Unexpected argument "${key}".`);
  if (body['svm.name'] === undefined) throw new FilerFault(262186, 'Field "svm.name" is required.');
  if (body['svm.name'] !== svm) throw new FilerFault(2621462, `SVM "${textOf(body['svm.name'])}" does not exist.`, 404);
  const { name } = body;
  if (typeof name !== 'string' || name === '') throw new FilerFault(262186, 'Field "name" is required.');
  if (name.length > 203) throw new FilerFault(917886, 'The volume name is longer than 203 characters.');
  if (!/^[A-Za-z_]/.test(name)) throw new FilerFault(917887, `The volume name "${name}" begins with a character that is not allowed.`);
  if (!/^\w+$/.test(name)) throw new FilerFault(917888, `The volume name "${name}" holds a character that is not allowed.`);
  if (body['clone.is_flexclone'] !== true) {
    if (!Array.isArray(body['aggregates'])) throw new FilerFault(787141, 'The "aggregates.uuid", "aggregates.name" are required.');
    return;
  }
  const refused = notForClones.find((key) => body[key] !== undefined);
  if (refused !== undefined) throw new FilerFault(918247, `Specifying a value for "${refused}" is not allowed for a volume FlexClone creation.`);
}

/** A volume, or a clone of one. */
export function makeVolume(state: StorageState, body: FlatRecord): void {
  const name = textOf(body['name']);
  if (state.volumes.some((volume) => volume.name === name)) throw new FilerFault(917526, `Duplicate volume name "${name}".`);
  const junction = checkJunction(state, body['nas.path']);
  const properties = {
    junction,
    online: true,
    // A clone gets the policy of the SVM unless told otherwise, and shows its snapshots.
    exportPolicy: textOf(body['nas.export_policy.name'] ?? 'default'),
    snapshotDirectory: body['snapshot_directory_access_enabled'] !== false,
    snapshotPolicy: textOf(body['snapshot_policy.name'] ?? 'default'),
    size: typeof body['size'] === 'number' ? body['size'] : gigabyte,
    comment: textOf(body['comment'] ?? ''),
  };
  if (body['clone.is_flexclone'] !== true) {
    createVolume(state, name, properties);
    return;
  }
  const parent = state.volumes.find((volume) => volume.name === body['clone.parent_volume.name']);
  if (parent === undefined) throw new FilerFault(524601, `The specified parent volume "${textOf(body['clone.parent_volume.name'])}" does not exist.`);
  cloneSnapshot(state, parentSnapshot(state, parent, textOf(body['clone.parent_snapshot.name'])), name, properties);
}

export function changeVolume(state: StorageState, uuid: string, body: FlatRecord): void {
  const { name } = volumeByUuid(state, uuid);
  const { 'nas.path': path, state: online, 'nas.export_policy.name': policy, snapshot_directory_access_enabled: directory, ...unknown } = body;
  for (const key of Object.keys(unknown)) throw new FilerFault(262179, `Unexpected argument "${key}".`);
  if (path !== undefined) modifyVolume(state, name, { junction: path === '' ? '' : checkJunction(state, path) });
  // What is offline is mounted nowhere.
  if (online !== undefined) modifyVolume(state, name, online === 'online' ? { online: true } : { online: false, junction: '' });
  if (policy !== undefined) modifyVolume(state, name, { exportPolicy: textOf(policy) });
  if (directory !== undefined) modifyVolume(state, name, { snapshotDirectory: directory === true });
}

/** `queued`: it goes into the recovery queue, where no list shows it and a clone goes on holding its snapshot. */
export function deleteVolume(state: StorageState, uuid: string, { queued }: { readonly queued: boolean }): void {
  const volume = volumeByUuid(state, uuid);
  if (junctionOf(volume) !== undefined) throw new FilerFault(917536, `Failed to delete volume "${volume.name}": it is mounted. Unmount the volume first.`);
  const snapshots = snapshotsOf(state, volume.name);
  if (snapshots.some((snapshot) => clonesOf(state, snapshot).length > 0)) throw new FilerFault(524615, `Volume "${volume.name}" has one or more clones.`);
  if (snapshots.some((snapshot) => lockEnd(state, snapshot) !== undefined)) throw new FilerFault(1638555, `Volume "${volume.name}" contains locked snapshots.`);
  for (const snapshot of snapshots) removeSnapshot(state, snapshot);
  removeVolume(state, volume);
  if (queued && volume.origin !== undefined) modifySnapshot(state, findSnapshot(state, volume.origin.volume, volume.origin.snapshot), { heldByQueue: true });
}

function parentSnapshot(state: StorageState, parent: Volume, name: string): ReturnType<typeof findSnapshot> {
  try {
    return findSnapshot(state, parent.name, name);
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    throw new FilerFault(1638600, `Snapshot "${name}" does not exist on volume "${parent.name}".`);
  }
}

function checkJunction(state: StorageState, path: unknown): string {
  if (path === undefined) return '';
  if (typeof path !== 'string' || !/^(?:\/[\w.-]+)+$/.test(path)) throw new FilerFault(918252, `Invalid nas.path "${textOf(path)}".`);
  if (state.volumes.some((volume) => junctionOf(volume) === path)) throw new FilerFault(918252, `Junction path "${path}" is in use.`);
  return path;
}
