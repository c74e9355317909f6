// Which clones a target needs is known before where the ledger can be read. Where it cannot, or says less, the chosen clone
// tells once it is mounted: what its backup wrote into it decides whether the neighbouring snapshot is cloned as well.

import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { findBackupInClone } from '../restore/backup-in-clone.ts';
import type { BackupInClone } from '../restore/backup-in-clone.ts';
import { judgeClone, requireServingPair } from './judge-clone.ts';
import { makeClone, mountClones, releaseMount, restoreCloneName } from './mounted-clone.ts';
import type { MountedClone, NewClone } from './mounted-clone.ts';
import type { PointInTimeRequest, PointInTimeRun } from './point-in-time-run.ts';
import { nextSnapshotHint } from './snapshots-for-target.ts';

export interface OpenClone extends MountedClone {
  readonly backup: BackupInClone;
}

/** Data files from one clone, redo from both. */
export interface ClonesForTarget {
  readonly data: OpenClone;
  readonly redo: OpenClone | undefined;
}

/** Clones and mounts what the target needs. @throws {IcbError} when the clones turn out not to serve it */
export async function openClonesForTarget(run: PointInTimeRun, request: PointInTimeRequest): Promise<ClonesForTarget> {
  const { choice, mountFolder, target } = request;
  const name = restoreCloneName(run);
  if (choice.kind === 'pair') {
    const data = await makeClone(run, choice.dataFiles, name);
    return await openPair(run, request, { data, redo: await makeClone(run, choice.redo, `${name}_redo`) });
  }
  const clone = await makeClone(run, choice.snapshot, name);
  const [mounted] = await mountClones(run, [{ clone, folder: mountFolder, isNew: false }]);
  if (mounted === undefined) throw new Error('nothing was mounted');
  const only = await openClone(run, mounted);
  const verdict = judgeClone(only.backup.parameters, target);
  if (verdict === 'enough') return { data: only, redo: undefined };
  const neighbour = neighbourOf(choice.snapshot, request.own, verdict === 'needs earlier data files' ? -1 : 1);
  if (neighbour === undefined) return { data: requireGoodEnough(run, request, only, verdict), redo: undefined };
  run.log.info(`${timeForPeople(target)} fell into a refresh: ${choice.snapshot.id} alone does not serve it, ${neighbour.id} is cloned as well`);
  await releaseMount(run, only);
  return verdict === 'needs earlier data files'
    ? await openPair(run, request, { data: await makeClone(run, neighbour, `${name}_data`), redo: only })
    : await openPair(run, request, { data: only, redo: await makeClone(run, neighbour, `${name}_redo`) });
}

async function openPair(run: PointInTimeRun, { mountFolder, target }: PointInTimeRequest, { data, redo }: { readonly data: NewClone; readonly redo: NewClone }): Promise<ClonesForTarget> {
  const [mountedData, mountedRedo] = await mountClones(run, [
    { clone: data, folder: join(mountFolder, 'data'), isNew: true },
    { clone: redo, folder: join(mountFolder, 'redo'), isNew: true },
  ]);
  if (mountedData === undefined || mountedRedo === undefined) throw new Error('two clones were to be mounted');
  const clones = { data: await openClone(run, mountedData), redo: await openClone(run, mountedRedo) };
  requireServingPair(clones.data.backup.parameters, clones.redo.backup.parameters, target);
  return clones;
}

async function openClone({ hostZone, signal }: PointInTimeRun, clone: MountedClone): Promise<OpenClone> {
  return { ...clone, backup: await findBackupInClone(clone.mounted.folder, hostZone, signal) };
}

function neighbourOf(snapshot: Snapshot, own: readonly Snapshot[], step: 1 | -1): Snapshot | undefined {
  const index = own.findIndex(({ id }) => id === snapshot.id);
  return index === -1 ? undefined : own[index + step];
}

/** At the very second of its lower bound, or without a word about its redo, a clone may do all the same: RMAN will tell. */
function requireGoodEnough({ settings }: PointInTimeRun, { target, own }: PointInTimeRequest, only: OpenClone, verdict: ReturnType<typeof judgeClone>): OpenClone {
  const { lower, upper } = only.backup.parameters;
  if (verdict === 'needs earlier data files' && lower !== undefined && target < lower.time) {
    throw new IcbError(`no snapshot of ${settings.name} reaches back to ${timeForPeople(target)}: the first restorable time is ${timeForPeople(lower.time)}`);
  }
  if (verdict === 'needs later redo') {
    throw new IcbError(`no snapshot of ${settings.name} has the redo up to ${timeForPeople(target)}: the last restorable time is ${upper === undefined ? 'unknown' : timeForPeople(upper.time)}`, {
      hint: nextSnapshotHint(settings.name, own.length),
    });
  }
  return only;
}
