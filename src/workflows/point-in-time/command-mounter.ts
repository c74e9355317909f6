import { mountClone } from '../restore/clone-mount.ts';
import type { CloneMount } from '../restore/clone-mount.ts';
import type { CloneMounter } from './clone-mounter.ts';

/** Clones mounted by the command that the site has configured. */
export function commandMounter(mounting: Omit<CloneMount, 'mountPoint' | 'source'>): CloneMounter {
  const mounted = new Map<string, AsyncDisposable>();
  return {
    prepare: (places) =>
      places.map((place) => ({
        ...place,
        commands: [[...mounting.settings.unmountCommand, place.folder].join(' ')],
        unmount: async () => mounted.get(place.folder)?.[Symbol.asyncDispose](),
      })),
    mount: async ({ folder, source }) => {
      mounted.set(folder, await mountClone({ ...mounting, mountPoint: folder, source }));
    },
    release: async ({ unmount }) => unmount(),
  };
}
