import { mountClone } from '../restore/clone-mount.ts';
import type { CloneMount } from '../restore/clone-mount.ts';
import type { CloneMounter } from './clone-mounter.ts';

/** Clones mounted by the command that the site has configured. */
export function commandMounter(mounting: Omit<CloneMount, 'mountPoint' | 'source'>): CloneMounter {
  return {
    prepare: async () => undefined,
    mount: async (place) => {
      const mounted = await mountClone({ ...mounting, mountPoint: place.folder, source: place.source });
      const commands = [[...mounting.settings.unmountCommand, place.folder].join(' ')];
      return { ...place, commands, unmount: async () => mounted[Symbol.asyncDispose]() };
    },
    release: async ({ unmount }) => unmount(),
  };
}
