import { mkdirSync } from 'node:fs';
import type { Clock } from '#core/clock.ts';
import { uuidOf } from '#lab/ontap/volumes.ts';
import { cloneSnapshot, findSnapshot, snapshotsOf, takeSnapshot } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject, type Properties, viewStorage, volumeFolder } from '#lab/storage/storage-state.ts';
import { createVolume, findVolume, removeVolume } from '#lab/storage/volumes.ts';

/** What somebody does to a filer behind icb's back. */
export interface FilerAdmin {
  /** One volume, whatever databases have. */
  addVolume(volume: string): void;
  /** Takes a volume away and makes another one of its name. */
  replaceVolume(volume: string): void;
  takeSnapshot(volume: string, name: string): void;
  cloneSnapshot(volume: string, name: string, clone: string): void;
  /** Names of the snapshots of a volume, oldest first. */
  snapshotsOf(volume: string): string[];
  /** What only ONTAP knows of a snapshot. */
  propertiesOf(volume: string, snapshot: string): Properties;
  uuidOf(volume: string): string;
}

export function filerAdmin(labDir: string, clock: Clock): FilerAdmin {
  const identity = { labDir, project: labProject, clock };
  return {
    addVolume: (volume) => mkdirSync(volumeFolder(identity, volume)),
    replaceVolume: (volume) =>
      changeStorage(identity, (state) => {
        removeVolume(state, { name: volume });
        createVolume(state, volume, {});
      }),
    takeSnapshot: (volume, name) => void changeStorage(identity, (state) => takeSnapshot(state, volume, name)),
    cloneSnapshot: (volume, name, clone) => void changeStorage(identity, (state) => cloneSnapshot(state, findSnapshot(state, volume, name), clone)),
    snapshotsOf: (volume) => snapshotsOf(viewStorage(identity), volume).map(({ name }) => name),
    propertiesOf: (volume, snapshot) => findSnapshot(viewStorage(identity), volume, snapshot).properties,
    uuidOf: (volume) => uuidOf(findVolume(viewStorage(identity), volume)),
  };
}
