// What a simulated storage system remembers: one JSON file, replaced as a whole inside the world lock, so that readers need no
// lock. A volume is a folder below DIR/nfs/<project>: a folder that somebody else made is a volume too.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';
import { readLabFile } from '#lab/lab-file.ts';
import { withWorldLock } from '#lab/world-lock.ts';

/** What only one vendor's systems know of a volume or snapshot, in that vendor's own words. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

export interface Volume {
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly creation: string;
  readonly properties: Properties;
  /** Only of a clone. */
  readonly origin?: { readonly volume: string; readonly snapshot: string };
}

export interface VolumeSnapshot {
  readonly volume: string;
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly creation: string;
  readonly properties: Properties;
  /** Of one that has no contents and thus no folder: the sizes it is shown with. */
  readonly space?: SnapshotSpace;
}

export interface SnapshotSpace {
  /** Referenced by the snapshot. */
  readonly dataBytes: number;
  /** Freed when only this snapshot goes. */
  readonly uniqueBytes: number;
}

interface StoredState {
  volumes: readonly Volume[];
  snapshots: readonly VolumeSnapshot[];
}

/** The system at one moment; operations that change it run inside {@link changeStorage}. */
export interface StorageState extends StoredState {
  readonly labDir: string;
  readonly project: string;
  readonly now: DateTime<true>;
}

/** What stays the same as long as a system runs. */
export interface StorageIdentity {
  readonly labDir: string;
  /** Folder below DIR/nfs that the volumes lie in. */
  readonly project: string;
  readonly clock: Clock;
}

/** The project of every lab. */
export const labProject = 'demo-backup';

/** A look at the system; what is read may be outdated by the next request. */
export function viewStorage({ labDir, project, clock }: StorageIdentity): StorageState {
  const stored = readState(labDir);
  const now = clock.now();
  const recorded = new Map(stored.volumes.map((volume) => [volume.name, volume]));
  const volumes = folderNames(join(labDir, 'nfs', project)).map((name) => recorded.get(name) ?? adopt({ labDir, project }, name, now));
  return { labDir, project, now, volumes, snapshots: stored.snapshots };
}

/** Runs a synchronous change alone in the lab's world and keeps its outcome, or nothing of it when it throws. */
export function changeStorage<T>(identity: StorageIdentity, change: (state: StorageState) => T): T {
  return withWorldLock(identity.labDir, () => {
    const state = viewStorage(identity);
    const result = change(state);
    const stored: StoredState = { volumes: state.volumes, snapshots: state.snapshots };
    replaceFile(statePath(identity.labDir), `${JSON.stringify(stored, undefined, 2)}\n`);
    return result;
  });
}

export function volumeFolder(state: Pick<StorageState, 'labDir' | 'project'>, volume: string): string {
  return join(state.labDir, 'nfs', state.project, volume);
}

/** Where the contents of snapshots lie, in a folder for each volume. */
export function snapshotsFolder(labDir: string): string {
  return join(labDir, 'storage', 'snapshots');
}

export function snapshotFolder(state: Pick<StorageState, 'labDir'>, snapshot: Pick<VolumeSnapshot, 'volume' | 'name'>): string {
  return join(snapshotsFolder(state.labDir), snapshot.volume, snapshot.name);
}

/** Replaces a file at one stroke. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

function readState(labDir: string): StoredState {
  return (readLabFile(statePath(labDir)) as StoredState | undefined) ?? { volumes: [], snapshots: [] };
}

function statePath(labDir: string): string {
  return join(labDir, 'storage', 'state.json');
}

function folderNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** The volume that belongs to a folder the system did not make itself; the lab's clock may be behind that of the folder. */
function adopt(place: Pick<StorageState, 'labDir' | 'project'>, name: string, now: DateTime): Volume {
  const { birthtime } = statSync(volumeFolder(place, name));
  const id = createHash('sha1').update(name).digest('hex').slice(0, 32);
  return { name, id, creation: DateTime.min(DateTime.fromJSDate(birthtime), now).toUTC().toISO() ?? '', properties: {} };
}
