import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyFolder } from '../storage/snapshots.ts';
import { type StorageIdentity, type Volume, viewStorage, volumeFolder } from '../storage/storage-state.ts';
import { filerFolder } from './create-filer.ts';
import { volumesBeside } from './svm-place.ts';
import { isOnline, junctionOf } from './volumes.ts';

/**
 * The folder that a host mounts under a junction path. Where further volumes are mounted below, nobody but root could mount them into
 * a folder, so that it is a copy of them all: what is written there is gone with the next mount.
 */
export function mountedNamespace(identity: StorageIdentity, path: string): string | undefined {
  const volumes = volumesBeside(viewStorage(identity), { svm: undefined }).filter(isOnline);
  const top = volumes.find((volume) => junctionOf(volume) === path);
  if (top === undefined) return undefined;
  const below = volumes.filter((volume) => junctionOf(volume)?.startsWith(`${path}/`) === true).sort(byJunction);
  if (below.length === 0) return volumeFolder(identity, top.name);
  const place = join(filerFolder(identity.labDir), 'mounted');
  forgetOthers(place, volumes);
  const copy = join(place, top.name);
  copyFolder(volumeFolder(identity, top.name), copy);
  for (const volume of below) copyFolder(volumeFolder(identity, volume.name), join(copy, (junctionOf(volume) ?? '').slice(path.length)));
  return copy;
}

/** Copies of what is there no more. */
function forgetOthers(place: string, volumes: readonly Volume[]): void {
  const names = new Set(volumes.map(({ name }) => name));
  for (const name of readIfThere(place)) if (!names.has(name)) rmSync(join(place, name), { recursive: true });
}

function readIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Upper ones first. */
function byJunction(a: Volume, b: Volume): number {
  return (junctionOf(a) ?? '') < (junctionOf(b) ?? '') ? -1 : 1;
}
