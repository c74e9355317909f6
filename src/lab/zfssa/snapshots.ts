// Snapshots of the simulated appliance: real copies of the share, taken while nothing in the lab's world moves.
import { randomBytes } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ApplianceFault } from './appliance-fault.ts';
import { type Appliance, shareFolder, type ShareRecord, snapshotFolder, type SnapshotRecord } from './appliance-state.ts';
import { checkName, createShare, findShare } from './shares.ts';

/** Snapshots of a share, oldest first. */
export function snapshotsOf(appliance: Appliance, share: string): SnapshotRecord[] {
  const ours = appliance.snapshots.filter((snapshot) => snapshot.share === share);
  return ours.sort((a, b) => (a.creation < b.creation ? -1 : a.creation > b.creation ? 1 : 0));
}

export function findSnapshot(appliance: Appliance, share: string, name: string): SnapshotRecord {
  findShare(appliance, share);
  const snapshot = appliance.snapshots.find((candidate) => candidate.share === share && candidate.name === name);
  if (snapshot === undefined) throw new ApplianceFault('ERR_NOT_FOUND', `snapshot "${name}" of filesystem "${share}" not found`);
  return snapshot;
}

export function takeSnapshot(
  appliance: Appliance,
  share: string,
  name: unknown,
  retentionPolicy: SnapshotRecord['retentionPolicy'] = 'off',
): SnapshotRecord {
  checkName(name);
  findShare(appliance, share);
  if (appliance.snapshots.some((snapshot) => snapshot.share === share && snapshot.name === name)) {
    throw new ApplianceFault('ERR_OBJECT_EXISTS', `a snapshot named "${name}" already exists in filesystem "${share}"`);
  }
  const id = randomBytes(16).toString('hex');
  const snapshot: SnapshotRecord = { share, name, id, creation: appliance.now.toISO(), retentionPolicy };
  copyFolder(shareFolder(appliance, share), snapshotFolder(appliance, snapshot));
  appliance.snapshots = [...appliance.snapshots, snapshot];
  return snapshot;
}

/** A writable share with the contents of the snapshot. */
export function cloneSnapshot(appliance: Appliance, snapshot: SnapshotRecord, name: string, properties: unknown): ShareRecord {
  const clone = createShare(appliance, name, properties, { share: snapshot.share, snapshot: snapshot.name });
  copyFolder(snapshotFolder(appliance, snapshot), shareFolder(appliance, name));
  return clone;
}

/** Switches the retention hold of a manual snapshot on or off; a scheduled one that is locked stays so. */
export function setRetentionPolicy(appliance: Appliance, snapshot: SnapshotRecord, policy: unknown): SnapshotRecord {
  if (policy !== 'off' && policy !== 'unlocked') {
    throw new ApplianceFault('ERR_INVALID_ARG', 'invalid value for property "retentionpolicy"');
  }
  if (snapshot.retentionPolicy === 'locked') {
    throw new ApplianceFault('ERR_DENIED', `the retention policy of snapshot "${snapshot.name}" is locked`);
  }
  const modified = { ...snapshot, retentionPolicy: policy } as const;
  appliance.snapshots = appliance.snapshots.map((candidate) => (candidate.id === snapshot.id ? modified : candidate));
  return modified;
}

/** Makes `target` a copy of `source`; half a copy never stands under its name. */
export function copyFolder(source: string, target: string): void {
  const copy = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE };
  const partial = join(dirname(target), `.partial-${process.pid}`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, partial, copy);
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
}

/** Forgets what a killed appliance left half-made: copies it never recorded, records whose copy is gone. */
export function removeLeftovers(appliance: Appliance): void {
  appliance.snapshots = appliance.snapshots.filter((snapshot) => existsSync(snapshotFolder(appliance, snapshot)));
  const folder = join(appliance.labDir, 'zfssa', 'snapshots');
  mkdirSync(folder, { recursive: true });
  for (const share of readdirSync(folder)) {
    const recorded = new Set(snapshotsOf(appliance, share).map(({ name }) => name));
    for (const name of readdirSync(join(folder, share))) {
      if (!recorded.has(name)) rmSync(join(folder, share, name), { recursive: true });
    }
  }
}
