import { shellLine } from '#core/shell-word.ts';
import { mountClone, unmountClone } from '../restore/clone-mount.ts';
import type { CloneMount } from '../restore/clone-mount.ts';
import type { CloneMounter } from './clone-mounter.ts';

/** Clones mounted by the command that the site has configured. */
export function commandMounter(mounting: Omit<CloneMount, 'mountPoint' | 'source'>): CloneMounter {
  return {
    prepare: (places) =>
      places.map((place) => ({
        ...place,
        commands: [shellLine(...mounting.settings.unmountCommand, place.folder)],
        // Does nothing when nothing is mounted, and tries again when it could not be unmounted before.
        unmount: async () => unmountClone({ ...mounting, mountPoint: place.folder, source: place.source }),
      })),
    mount: async ({ folder, source }) => {
      await mountClone({ ...mounting, mountPoint: folder, source });
    },
    release: async ({ unmount }) => void (await unmount()),
  };
}
