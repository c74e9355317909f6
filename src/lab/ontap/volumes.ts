// Volumes and FlexClones with ONTAP's rules: junction paths, states, export policies, and what must come before what.
import { findSnapshot, modifySnapshot, removeSnapshot, snapshotsOf } from '../storage/snapshots.ts';
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { clonesOf, modifyVolume, removeVolume } from '../storage/volumes.ts';
import { requireKnown } from './filer-call.ts';
import { FilerFault } from './filer-fault.ts';
import { type FilerRelease, isSince } from './filer-style.ts';
import { type FlatRecord, textOf } from './records.ts';
import { lockEnd } from './snapshots.ts';
import { type Place, placeOf, volumesBeside } from './svm-place.ts';

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
  const junction = properties['junction'] ?? `/${placeOf(name).name}`;
  return junction === '' ? undefined : String(junction);
}

export function isOnline({ properties }: Volume): boolean {
  return properties['online'] !== false;
}

export function isInGroup({ properties }: Volume): boolean {
  return (properties['groupUuid'] ?? '') !== '';
}

/** @throws {FilerFault} for a body that can be refused before there is a job */
export function checkVolumeChange(body: FlatRecord, release: FilerRelease): void {
  const newer = [...(isSince(release, 12) ? ['snapshot_locking_enabled'] : []), ...(isSince(release, 13) ? ['snapshot_directory_access_enabled'] : [])];
  requireKnown(body, ['nas.path', 'state', 'nas.export_policy.name', 'comment', ...newer]);
}

export function changeVolume(state: StorageState, uuid: string, body: FlatRecord): void {
  const volume = volumeByUuid(state, uuid);
  const { name } = volume;
  const { 'nas.path': path, state: online, 'nas.export_policy.name': policy, snapshot_directory_access_enabled: directory, snapshot_locking_enabled: locking, comment } = body;
  if (path === '' || online === 'offline') requireNothingBelow(state, volume);
  if (path !== undefined) modifyVolume(state, name, { junction: path === '' ? '' : freeJunction(state, placeOf(name), path) });
  // What is offline is mounted nowhere.
  if (online !== undefined) modifyVolume(state, name, online === 'online' ? { online: true } : { online: false, junction: '' });
  if (policy !== undefined) modifyVolume(state, name, { exportPolicy: textOf(policy) });
  if (directory !== undefined) modifyVolume(state, name, { snapshotDirectory: directory === true });
  if (comment !== undefined) modifyVolume(state, name, { comment: textOf(comment) });
  if (locking === undefined) return;
  if (isInGroup(volume)) throw new FilerFault(918636, `Snapshot locking cannot be enabled on volume "${name}": it is in a consistency group.`);
  modifyVolume(state, name, { snapshotLocking: true });
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

/** Where a volume can be mounted; empty when it is to be mounted nowhere. @throws {FilerFault} */
export function freeJunction(state: StorageState, place: Place, path: unknown): string {
  if (path === undefined) return '';
  if (typeof path !== 'string' || !/^(?:\/[\w.-]+)+$/.test(path)) throw new FilerFault(918252, `Invalid nas.path "${textOf(path)}".`);
  const taken = volumesBeside(state, place).map(junctionOf);
  if (taken.includes(path)) throw new FilerFault(918252, `Junction path "${path}" is in use.`);
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '' && !taken.includes(parent)) throw new FilerFault(918252, `Invalid nas.path "${path}": nothing is mounted at "${parent}".`);
  return path;
}

function requireNothingBelow(state: StorageState, volume: Volume): void {
  const junction = junctionOf(volume);
  const below = junction === undefined ? [] : volumesBeside(state, placeOf(volume.name)).filter((candidate) => junctionOf(candidate)?.startsWith(`${junction}/`) === true);
  if (below.length > 0) throw new FilerFault(917536, `Failed to unmount volume "${volume.name}": volumes are mounted below it.`);
}
