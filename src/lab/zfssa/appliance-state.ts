// What the simulated appliance remembers: one JSON file, replaced as a whole inside the world lock, so that readers
// need no lock. A share is a folder below DIR/nfs/<project>: a folder that somebody else made is a share too.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';
import { readLabFile } from '#lab/lab-file.ts';
import { withWorldLock } from '#lab/world-lock.ts';

export type PropertyValue = string | number | boolean;

export interface ShareRecord {
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly creation: string;
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** Only of a clone. */
  readonly origin?: { readonly share: string; readonly snapshot: string };
}

export interface SnapshotRecord {
  readonly share: string;
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly creation: string;
  readonly retentionPolicy: 'off' | 'unlocked' | 'locked';
}

interface StoredState {
  shares: readonly ShareRecord[];
  snapshots: readonly SnapshotRecord[];
}

/** The appliance at one moment; operations that change it run inside {@link changeAppliance}. */
export interface Appliance extends StoredState {
  readonly labDir: string;
  readonly project: string;
  readonly now: DateTime<true>;
}

/** What stays the same as long as an appliance runs. */
export interface ApplianceIdentity {
  readonly labDir: string;
  readonly project: string;
  readonly clock: Clock;
}

/** A look at the appliance; what is read may be outdated by the next request. */
export function viewAppliance({ labDir, project, clock }: ApplianceIdentity): Appliance {
  const stored = readState(labDir);
  const recorded = new Map(stored.shares.map((share) => [share.name, share]));
  const shares = folderNames(join(labDir, 'nfs', project)).map((name) => recorded.get(name) ?? adopt(labDir, project, name));
  return { labDir, project, now: clock.now(), shares, snapshots: stored.snapshots };
}

/** Runs a synchronous change alone in the lab's world and keeps its outcome, or nothing of it when it throws. */
export function changeAppliance<T>(identity: ApplianceIdentity, change: (appliance: Appliance) => T): T {
  return withWorldLock(identity.labDir, () => {
    const appliance = viewAppliance(identity);
    const result = change(appliance);
    const state: StoredState = { shares: appliance.shares, snapshots: appliance.snapshots };
    replaceFile(statePath(identity.labDir), `${JSON.stringify(state, undefined, 2)}\n`);
    return result;
  });
}

export function shareFolder(appliance: Pick<Appliance, 'labDir' | 'project'>, share: string): string {
  return join(appliance.labDir, 'nfs', appliance.project, share);
}

export function snapshotFolder(appliance: Pick<Appliance, 'labDir'>, snapshot: Pick<SnapshotRecord, 'share' | 'name'>): string {
  return join(appliance.labDir, 'zfssa', 'snapshots', snapshot.share, snapshot.name);
}

/** Replaces a file at one stroke. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

function readState(labDir: string): StoredState {
  return (readLabFile(statePath(labDir)) as StoredState | undefined) ?? { shares: [], snapshots: [] };
}

function statePath(labDir: string): string {
  return join(labDir, 'zfssa', 'state.json');
}

function folderNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** The share that belongs to a folder the appliance did not make itself. */
function adopt(labDir: string, project: string, name: string): ShareRecord {
  const { birthtime } = statSync(shareFolder({ labDir, project }, name));
  const id = createHash('sha1').update(name).digest('hex').slice(0, 32);
  return { name, id, creation: DateTime.fromJSDate(birthtime, { zone: 'utc' }).toISO() ?? '', properties: {} };
}
