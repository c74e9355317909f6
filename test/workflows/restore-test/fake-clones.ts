import { StorageConflictError } from '#storage/errors.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Clone } from '#storage/snap-handler.ts';

/** A storage system that only knows clones, and what was asked of it. */
export function fakeClones(clones: Clone[] = [], changes: Partial<Storage> = {}): { readonly storage: Storage; readonly clones: Clone[] } {
  const storage: Storage = {
    ownsSnapshot: () => true,
    listSnapshots: async () => [],
    createSnapshot: () => Promise.reject(new Error('not expected')),
    dropSnapshot: () => Promise.reject(new Error('not expected')),
    cloneSnapshot: async (origin, name) => {
      if (clones.some((clone) => clone.name === name)) throw new StorageConflictError(`${name} exists already`);
      const clone = { name, origin, mountPoint: `/export/${name}` };
      clones.push(clone);
      return clone;
    },
    listClones: async () => [...clones],
    dropClone: async (name) => {
      clones.splice(0, clones.length, ...clones.filter((clone) => clone.name !== name));
    },
    mountSource: async (name) => `filer:/export/${name}`,
    [Symbol.asyncDispose]: async () => undefined,
    ...changes,
  };
  return { storage, clones };
}
