// A storage system drops a clone under whoever has it mounted: the database that is open on it would lose its files. What this
// host has mounted it can tell; what others have, nobody here can.

import { RefusedError } from '#core/errors.ts';
import type { Mount } from '#core/mount-table.ts';
import { shellLine } from '#core/shell-word.ts';
import type { Storage } from '#storage/adapter.ts';
import { isNfs, isSameExport } from './restore/mount-point.ts';

export interface CloneLook {
  readonly storage: Pick<Storage, 'listClones' | 'mountSource'>;
  readonly mounts: readonly Mount[];
  readonly signal: AbortSignal;
}

/** @throws {RefusedError} while this host has the clone mounted, naming where. A clone that is not there is none of its business. */
export async function refuseMountedClone(name: string, { storage, mounts, signal }: CloneLook): Promise<void> {
  const clones = await storage.listClones(signal);
  if (!clones.some((clone) => clone.name === name)) return;
  const source = await storage.mountSource(name, signal);
  const found = mounts.filter((mount) => isNfs(mount) && isSameExport(mount, source));
  const [first] = found;
  if (first === undefined) return;
  const places = [...new Set(found.map(({ mountPoint }) => mountPoint))];
  throw new RefusedError(`clone ${name} is mounted on ${places.join(', ')} (${first.source}): a database may be running on it`, {
    hint: `shut down what uses it, then run ${places.map((place) => shellLine('umount', place)).join('; ')} as root`,
  });
}
