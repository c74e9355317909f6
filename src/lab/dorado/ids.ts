// Ids of the array, made of those of the lab.
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { ArrayFault } from './array-fault.ts';

/** A number; those of a real array are small. */
export function filesystemId({ id }: Pick<Volume, 'id'>): string {
  return String(Number.parseInt(id.slice(0, 8), 16));
}

/** @throws {ArrayFault} */
export function filesystemById(state: StorageState, id: string): Volume {
  const volume = state.volumes.find((candidate) => filesystemId(candidate) === id);
  if (volume === undefined) throw new ArrayFault('noFilesystem', 'The file system does not exist.');
  return volume;
}

export function snapshotId(volume: Pick<Volume, 'id'>, name: string): string {
  return `${filesystemId(volume)}@${name}`;
}
