// Volumes of a simulated storage system: every one is a real folder.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { StorageRefusal } from './refusal.ts';
import { type Properties, type StorageState, type Volume, volumeFolder, type VolumeSnapshot } from './storage-state.ts';

/** @throws {StorageRefusal} */
export function findVolume(state: StorageState, name: string): Volume {
  const volume = state.volumes.find((candidate) => candidate.name === name);
  if (volume === undefined) throw new StorageRefusal('not found', `filesystem "${name}" not found`);
  return volume;
}

/** Creates an empty volume; the contents of a clone are the caller's business. @throws {StorageRefusal} */
export function createVolume(state: StorageState, name: string, properties: Properties, origin?: Volume['origin']): Volume {
  checkName(name);
  if (state.volumes.some((volume) => volume.name === name)) throw new StorageRefusal('exists', `a share named "${name}" already exists`);
  const id = randomBytes(16).toString('hex');
  const volume: Volume = { name, id, creation: state.now.toISO(), properties, ...(origin === undefined ? {} : { origin }) };
  mkdirSync(volumeFolder(state, name));
  state.volumes = [...state.volumes, volume];
  return volume;
}

/** Sets some of its properties. @throws {StorageRefusal} */
export function modifyVolume(state: StorageState, name: string, changes: Properties): Volume {
  const volume = findVolume(state, name);
  const modified = { ...volume, properties: { ...volume.properties, ...changes } };
  state.volumes = state.volumes.map((candidate) => (candidate.name === name ? modified : candidate));
  return modified;
}

/** Takes away the volume, and nothing of its snapshots. */
export function removeVolume(state: StorageState, { name }: Pick<Volume, 'name'>): void {
  rmSync(volumeFolder(state, name), { recursive: true, force: true });
  state.volumes = state.volumes.filter((candidate) => candidate.name !== name);
}

/** Clones made from a snapshot. */
export function clonesOf(state: StorageState, snapshot: Pick<VolumeSnapshot, 'volume' | 'name'>): Volume[] {
  return state.volumes.filter(({ origin }) => origin?.volume === snapshot.volume && origin.snapshot === snapshot.name);
}

/** Names become folders: nothing may lead out of them. @throws {StorageRefusal} */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') throw new StorageRefusal('missing', 'property "name" is missing');
  if (!/^[\w:.-]{1,128}$/.test(name) || /^\.+$/.test(name)) throw new StorageRefusal('invalid', `invalid name "${name}"`);
}
