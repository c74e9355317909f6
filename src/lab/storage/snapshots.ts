// Snapshots of a simulated storage system: real copies of the volume, taken while nothing in the lab's world moves.
import { randomBytes } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import { StorageRefusal } from './refusal.ts';
import { type Properties, snapshotFolder, snapshotsFolder, type StorageState, type Volume, volumeFolder, type VolumeSnapshot } from './storage-state.ts';
import { checkName, clonesOf, createVolume, findVolume, removeVolume } from './volumes.ts';

/** A snapshot that was always there. */
export interface PlantedSnapshot {
  readonly name: string;
  readonly createdAt: Date;
  readonly totalBytes?: number;
  readonly uniqueBytes?: number;
}

/** Snapshots of a volume in the order they came to it; by their times, planted ones may be in any. */
export function snapshotsOf(state: StorageState, volume: string): VolumeSnapshot[] {
  return state.snapshots.filter((snapshot) => snapshot.volume === volume);
}

/** @throws {StorageRefusal} */
export function findSnapshot(state: StorageState, volume: string, name: string): VolumeSnapshot {
  findVolume(state, volume);
  const snapshot = state.snapshots.find((candidate) => candidate.volume === volume && candidate.name === name);
  if (snapshot === undefined) throw new StorageRefusal('not found', `snapshot "${name}" of filesystem "${volume}" not found`);
  return snapshot;
}

/** @throws {StorageRefusal} */
export function takeSnapshot(state: StorageState, volume: string, name: unknown, properties: Properties = {}): VolumeSnapshot {
  checkName(name);
  findVolume(state, volume);
  if (state.snapshots.some((snapshot) => snapshot.volume === volume && snapshot.name === name)) {
    throw new StorageRefusal('exists', `a snapshot named "${name}" already exists in filesystem "${volume}"`);
  }
  const id = randomBytes(16).toString('hex');
  const snapshot: VolumeSnapshot = { volume, name, id, creation: state.now.toISO(), properties };
  copyFolder(volumeFolder(state, volume), snapshotFolder(state, snapshot));
  state.snapshots = [...state.snapshots, snapshot];
  return snapshot;
}

/** A writable volume with the contents of the snapshot. @throws {StorageRefusal} */
export function cloneSnapshot(state: StorageState, snapshot: VolumeSnapshot, name: string, properties: Properties = {}): Volume {
  const clone = createVolume(state, name, properties, { volume: snapshot.volume, snapshot: snapshot.name });
  restoreContents(state, snapshot, name);
  return clone;
}

/** Makes the contents of a volume those of a snapshot. */
export function restoreContents(state: StorageState, snapshot: VolumeSnapshot, volume: string): void {
  const folder = volumeFolder(state, volume);
  if (snapshot.space === undefined) {
    copyFolder(snapshotFolder(state, snapshot), folder);
    return;
  }
  for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true });
}

/** Sets some of its properties. */
export function modifySnapshot(state: StorageState, snapshot: VolumeSnapshot, changes: Properties): VolumeSnapshot {
  const modified = { ...snapshot, properties: { ...snapshot.properties, ...changes } };
  state.snapshots = state.snapshots.map((candidate) => (candidate.id === snapshot.id ? modified : candidate));
  return modified;
}

/** Takes away the snapshot together with its clones and all that was made from those: whether that may be is the caller's business. */
export function removeSnapshot(state: StorageState, snapshot: VolumeSnapshot): void {
  for (const clone of clonesOf(state, snapshot)) {
    for (const descendant of snapshotsOf(state, clone.name)) removeSnapshot(state, descendant);
    removeVolume(state, clone);
  }
  state.snapshots = state.snapshots.filter(({ id }) => id !== snapshot.id);
  rmSync(snapshotFolder(state, snapshot), { recursive: true, force: true });
}

/** Puts snapshots into a volume that nobody took: without contents, at any time, of any size. @throws {StorageRefusal} */
export function plantSnapshots(state: StorageState, volume: string, planted: readonly PlantedSnapshot[]): void {
  findVolume(state, volume);
  const snapshots = planted.map(({ name, createdAt, totalBytes = 0, uniqueBytes = 0 }): VolumeSnapshot => {
    const creation = DateTime.fromJSDate(createdAt, { zone: 'utc' }).toISO() ?? '';
    return { volume, name, id: randomBytes(16).toString('hex'), creation, properties: {}, space: { dataBytes: totalBytes, uniqueBytes } };
  });
  state.snapshots = [...state.snapshots, ...snapshots];
}

/** Makes `target` a copy of `source`; half a copy never stands under its name. */
export function copyFolder(source: string, target: string): void {
  const copy = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE };
  const partial = join(dirname(target), `.partial-${process.pid}`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, partial, copy);
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
}

/** Forgets what a killed system left half-made: copies it never recorded, records whose copy is gone. */
export function removeLeftovers(state: StorageState): void {
  state.snapshots = state.snapshots.filter((snapshot) => snapshot.space !== undefined || existsSync(snapshotFolder(state, snapshot)));
  const folder = snapshotsFolder(state.labDir);
  mkdirSync(folder, { recursive: true });
  for (const volume of readdirSync(folder)) {
    const recorded = new Set(snapshotsOf(state, volume).map(({ name }) => name));
    for (const name of readdirSync(join(folder, volume))) {
      if (!recorded.has(name)) rmSync(join(folder, volume, name), { recursive: true });
    }
  }
}
