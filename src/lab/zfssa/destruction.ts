// Destroying on the simulated appliance. Clones hold their snapshot: without confirmation it is refused, with
// confirmation the clones and everything made from those go too, which is what the real appliance does.
import { removeSnapshot, restoreContents, snapshotsOf } from '../storage/snapshots.ts';
import type { StorageState, VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf, findVolume, removeVolume } from '../storage/volumes.ts';
import { ApplianceFault } from './appliance-fault.ts';
import { retentionPolicyOf } from './appliance-properties.ts';

interface Confirmation {
  readonly confirmed: boolean;
}

/** Destroys a share together with its snapshots. */
export function destroyShare(state: StorageState, name: string, confirmation: Confirmation): void {
  const share = findVolume(state, name);
  if (share.properties['nodestroy'] === true) {
    throw new ApplianceFault('ERR_DENIED', `destruction of "${name}" is prevented by its property "nodestroy"`);
  }
  destroySnapshots(state, snapshotsOf(state, name), confirmation);
  removeVolume(state, share);
}

/** Destroys all of the snapshots or, when one of them is held, none. */
export function destroySnapshots(state: StorageState, snapshots: readonly VolumeSnapshot[], { confirmed }: Confirmation): void {
  for (const snapshot of snapshots) {
    refuseIfRetained(snapshot);
    if (confirmed || clonesOf(state, snapshot).length === 0) continue;
    throw new ApplianceFault(
      'ERR_CONFIRM_REQUIRED',
      `snapshot "${snapshot.name}" has dependent clones, which would be destroyed; confirmation required`,
    );
  }
  for (const snapshot of snapshots) removeSnapshot(state, snapshot);
}

/** Sets a share back to a snapshot, for which the newer snapshots have to go. */
export function rollBack(state: StorageState, snapshot: VolumeSnapshot, confirmation: Confirmation): void {
  const all = snapshotsOf(state, snapshot.volume);
  destroySnapshots(state, all.slice(all.findIndex(({ id }) => id === snapshot.id) + 1), confirmation);
  restoreContents(state, snapshot, snapshot.volume);
}

function refuseIfRetained(snapshot: VolumeSnapshot): void {
  const policy = retentionPolicyOf(snapshot);
  if (policy !== 'off') throw new ApplianceFault('ERR_DENIED', `snapshot "${snapshot.name}" is held by retention policy "${policy}"`);
}
