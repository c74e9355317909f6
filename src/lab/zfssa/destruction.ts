// Destroying on the simulated appliance. Clones hold their snapshot: without confirmation it is refused, with
// confirmation the clones and everything made from those go too, which is what the real appliance does.
import { rmSync } from 'node:fs';
import { ApplianceFault } from './appliance-fault.ts';
import { type Appliance, shareFolder, type ShareRecord, snapshotFolder, type SnapshotRecord } from './appliance-state.ts';
import { clonesOf, findShare } from './shares.ts';
import { copyFolder, snapshotsOf } from './snapshots.ts';

interface Confirmation {
  readonly confirmed: boolean;
}

/** Destroys a share together with its snapshots. */
export function destroyShare(appliance: Appliance, name: string, confirmation: Confirmation): void {
  const share = findShare(appliance, name);
  if (share.properties['nodestroy'] === true) {
    throw new ApplianceFault('ERR_DENIED', `destruction of "${name}" is prevented by its property "nodestroy"`);
  }
  destroySnapshots(appliance, snapshotsOf(appliance, name), confirmation);
  removeShare(appliance, share);
}

/** Destroys all of the snapshots or, when one of them is held, none. */
export function destroySnapshots(appliance: Appliance, snapshots: readonly SnapshotRecord[], { confirmed }: Confirmation): void {
  for (const snapshot of snapshots) {
    refuseIfRetained(snapshot);
    if (confirmed || clonesOf(appliance, snapshot).length === 0) continue;
    throw new ApplianceFault(
      'ERR_CONFIRM_REQUIRED',
      `snapshot "${snapshot.name}" has dependent clones, which would be destroyed; confirmation required`,
    );
  }
  for (const snapshot of snapshots) removeSnapshot(appliance, snapshot);
}

/** Sets a share back to a snapshot, for which the newer snapshots have to go. */
export function rollBack(appliance: Appliance, snapshot: SnapshotRecord, confirmation: Confirmation): void {
  const all = snapshotsOf(appliance, snapshot.share);
  destroySnapshots(appliance, all.slice(all.findIndex(({ id }) => id === snapshot.id) + 1), confirmation);
  copyFolder(snapshotFolder(appliance, snapshot), shareFolder(appliance, snapshot.share));
}

function refuseIfRetained(snapshot: SnapshotRecord): void {
  if (snapshot.retentionPolicy === 'off') return;
  throw new ApplianceFault('ERR_DENIED', `snapshot "${snapshot.name}" is held by retention policy "${snapshot.retentionPolicy}"`);
}

function removeSnapshot(appliance: Appliance, snapshot: SnapshotRecord): void {
  for (const clone of clonesOf(appliance, snapshot)) {
    for (const descendant of snapshotsOf(appliance, clone.name)) removeSnapshot(appliance, descendant);
    removeShare(appliance, clone);
  }
  appliance.snapshots = appliance.snapshots.filter(({ id }) => id !== snapshot.id);
  rmSync(snapshotFolder(appliance, snapshot), { recursive: true, force: true });
}

function removeShare(appliance: Appliance, share: ShareRecord): void {
  rmSync(shareFolder(appliance, share.name), { recursive: true, force: true });
  appliance.shares = appliance.shares.filter((candidate) => candidate.name !== share.name);
}
