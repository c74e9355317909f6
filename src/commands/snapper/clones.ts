import { ConfigurationError, IcbError } from '#core/errors.ts';
import { cloneName } from '#core/snapshot-name.ts';
import { cloneLine, mountCommand } from '#reports/snapshot-list.ts';
import { newestAtLeast } from '#retention/choose-snapshot.ts';
import { restorableSnapshots } from '#storage/restorable-snapshots.ts';
import type { Clone } from '#storage/snap-handler.ts';
import { refuseMountedClone } from '#workflows/clone-in-use.ts';
import { requireClones } from '../require-clones.ts';
import type { SnapperCall, SnapperResult } from './call.ts';

/** A clone of the named snapshot, called after it and the present time. */
export async function clone(call: SnapperCall): Promise<SnapperResult> {
  refuseWithoutClones(call);
  const name = cloneName(call.database, call.word, call.world.clock.now().toLocal());
  return await cloneWithMountCommand(call, call.word, name);
}

/** A clone of the snapshot an automatic restore would take, under the name it would use. */
export async function autoclone(call: SnapperCall): Promise<SnapperResult> {
  const { database, storage, world } = call;
  refuseWithoutClones(call);
  const ageHours = Number(setting(call, 'autorestoresnapage'));
  if (!(ageHours >= 0)) throw new ConfigurationError(`autorestoresnapage of ${database} is not a number of hours`);
  const own = await restorableSnapshots(storage, world.signal);
  const snapshot = newestAtLeast(own, ageHours, world.clock.now());
  if (snapshot === undefined) throw new IcbError(`${database} has no snapshot that is at least ${ageHours} hours old`);
  return await cloneWithMountCommand(call, snapshot.id, setting(call, 'autorestoreclonename'));
}

export async function listclones({ database, storage, world, log }: SnapperCall): Promise<SnapperResult> {
  const clones = await storage.listClones(world.signal);
  if (clones.length === 0) log.warn(`${database} has no clones`);
  return { lines: clones.map(cloneLine), json: clones.map(({ name, origin, mountPoint }) => ({ name, origin, mountPoint })) };
}

/** Refused while this host has the clone mounted. */
export async function dropclone(call: SnapperCall): Promise<SnapperResult> {
  const { storage, world, word, readMounts } = call;
  refuseWithoutClones(call);
  await refuseMountedClone(word, { storage, mounts: readMounts(), signal: world.signal });
  await storage.dropClone(word, world.signal);
  return { lines: ['Clone dropped.'], json: { name: word, done: true } };
}

async function cloneWithMountCommand(call: SnapperCall, snapshotId: string, name: string): Promise<SnapperResult> {
  const { storage, world } = call;
  const made = await storage.cloneSnapshot(snapshotId, name, world.signal);
  const mountSource = await findMountSource(call, made);
  const { origin, mountPoint } = made;
  const command = mountCommand(mountSource);
  return {
    lines: [
      `Clone created: ${made.name} [${origin}]`,
      `Mount point: ${mountPoint}`,
      'Mount command, for root, with the folder to mount it on:',
      command,
      'On a host without Direct NFS write hard instead of soft: Oracle refuses soft mounts there (ORA-27054).',
    ],
    json: { name: made.name, origin, mountPoint, mountSource, mountCommand: command },
  };
}

/** A clone nobody can mount is of no use: it is dropped again. */
async function findMountSource({ storage, world, database }: SnapperCall, { name }: Clone): Promise<string> {
  try {
    return await storage.mountSource(name, world.signal);
  } catch (error) {
    // Without the signal: it may just be what ended the look-up.
    await storage.dropClone(name).catch((cause: unknown) => {
      throw new IcbError(`clone ${name} was made, but neither its mount point could be found out nor could it be dropped`, {
        cause: new AggregateError([error, cause]),
        hint: `drop it with: icb snapper ${database} dropclone ${name}`,
      });
    });
    throw error;
  }
}

function refuseWithoutClones({ storage, database }: SnapperCall): void {
  requireClones(storage, database, { hint: `icb snapper ${database} list shows its snapshots; what can be done with them, its own tools know` });
}

/** A setting of [autorestore] that has a default. */
function setting({ configuration, database }: SnapperCall, key: string): string {
  return configuration.settingsFor(database)(key, 'autorestore') ?? '';
}
