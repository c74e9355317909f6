// Snapshots of the database: of its volume, or of all its volumes under one name.
import type { Clock } from '#core/clock.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import { SnapshotInUseError, StorageDeniedError, StorageError } from '../errors.ts';
import type { Snapshot } from '../snap-handler.ts';
import type { Outcome } from '../volume-driver.ts';
import type { OntapVolumes } from './volumes.ts';
import type { OntapSnapshot, OntapVolume, OntapWire } from './wire.ts';

/** The snapshot of one volume. */
export interface SnapshotPart {
  readonly volume: OntapVolume;
  readonly found: OntapSnapshot;
}

export interface FoundOntapSnapshot {
  readonly snapshot: Snapshot;
  /** In the order of the volumes. */
  readonly parts: readonly SnapshotPart[];
}

export class OntapSnapshots {
  readonly #wire: OntapWire;
  readonly #volumes: OntapVolumes;
  readonly #database: string;
  readonly #clock: Clock;

  constructor(wire: OntapWire, volumes: OntapVolumes, { database, clock }: { readonly database: string; readonly clock: Clock }) {
    this.#wire = wire;
    this.#volumes = volumes;
    this.#database = database;
    this.#clock = clock;
  }

  async list(doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot[]> {
    const found = await this.#list(doing, signal);
    return found.some(isDefective) ? this.#list(doing, signal) : found;
  }

  async find(id: string, doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot | undefined> {
    const found = await this.#find(id, doing, signal);
    return found !== undefined && isDefective(found) ? this.#find(id, doing, signal) : found;
  }

  /** One attempt at all its parts; one that is gone already counts as deleted. */
  async destroy({ parts }: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    for (const { volume, found } of parts) outcomes.push(await this.#wire.deleteSnapshot(volume, found, doing, signal));
    return outcomes.includes('done') ? 'done' : 'absent';
  }

  /** ONTAP says the same of a snapshot that is locked and of one with a clone: so it is looked up. */
  async refuseHeld({ snapshot, parts }: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    for (const { volume } of parts) {
      const clones = (await this.#volumes.clonesOf(volume, doing, signal)).filter(({ parent }) => parent?.snapshot === snapshot.id);
      const names = clones.map(({ name }) => name).sort().join(', ');
      if (clones.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones (${names})`, { hint: 'drop the clones first' });
    }
    if (parts.some(({ found }) => found.isCloned)) {
      throw new SnapshotInUseError(`cannot ${doing}: a clone that is not in the list of volumes holds it`, {
        hint: 'a deleted clone stays in the recovery queue of ONTAP for some hours: volume recovery-queue show on the filer lists it',
      });
    }
    // Otherwise the filer says it; of several volumes the first would have lost its part by then.
    const { lockedUntil } = snapshot;
    if (parts.length > 1 && lockedUntil !== undefined && lockedUntil > this.#clock.now().toJSDate()) {
      throw new StorageDeniedError(`cannot ${doing}: it is locked until ${lockedUntil.toISOString()}`);
    }
  }

  async #list(doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot[]> {
    const volumes = await this.#volumes.own(doing, signal);
    const parts: SnapshotPart[] = [];
    for (const volume of volumes) {
      const found = await this.#wire.snapshots(volume, {}, doing, signal);
      const counts = Map.groupBy(await this.#volumes.clonesOf(volume, doing, signal), ({ parent }) => parent?.snapshot);
      // A clone that was deleted holds its snapshot as long as it is in the recovery queue, where no list shows it.
      const cloneCount = ({ snapshot, isCloned }: OntapSnapshot): number => counts.get(snapshot.id)?.length ?? (isCloned ? 1 : 0);
      parts.push(...found.map((one) => ({ volume, found: { ...one, snapshot: { ...one.snapshot, cloneCount: cloneCount(one) } } })));
    }
    return [...Map.groupBy(parts, ({ found }) => found.snapshot.id).values()].map((ofOne) => this.#together(volumes, ofOne, doing));
  }

  async #find(id: string, doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot | undefined> {
    const volumes = await this.#volumes.own(doing, signal);
    const parts: SnapshotPart[] = [];
    for (const volume of volumes) parts.push(...(await this.#wire.snapshots(volume, { id }, doing, signal)).map((found) => ({ volume, found })));
    return parts.length === 0 ? undefined : this.#together(volumes, parts, doing);
  }

  #together(volumes: readonly OntapVolume[], parts: readonly SnapshotPart[], doing: string): FoundOntapSnapshot {
    const snapshots = parts.map(({ found }) => found.snapshot);
    const [first, ...others] = snapshots;
    if (first === undefined || (others.length === 0 && volumes.length === 1)) return { snapshot: first as Snapshot, parts };
    const createdAt = snapshots.map((snapshot) => snapshot.createdAt).reduce((a, b) => (a < b ? a : b));
    // A further volume that was added later had no part in it.
    const lacking = volumes.filter((volume, index) => !parts.some((part) => part.volume === volume) && (index === 0 || volume.createdAt === undefined || volume.createdAt <= createdAt));
    const lacksPart = lacking.length > 0 && isOwnSnapshotName(this.#database, first.id);
    const offline = lacksPart ? lacking.find(({ isOnline }) => !isOnline) : undefined;
    if (offline !== undefined) {
      throw new StorageError(`cannot ${doing}: volume ${offline.name} is offline, so nobody can tell which snapshots are complete`, { hint: 'take it online on the filer, then run again' });
    }
    const locks = snapshots.flatMap(({ lockedUntil }) => lockedUntil ?? []);
    return {
      parts,
      snapshot: {
        id: first.id,
        createdAt,
        cloneCount: Math.max(...snapshots.map(({ cloneCount }) => cloneCount)),
        ...sum('totalBytes', snapshots),
        ...sum('uniqueBytes', snapshots),
        ...(locks.length === 0 ? {} : { lockedUntil: locks.reduce((a, b) => (a > b ? a : b)) }),
        ...(lacksPart ? { defect: `volume ${lacking.map(({ name }) => name).join(', ')} lacks it` } : {}),
      },
    };
  }
}

/** Then it is looked at once more: it would look so, and expire, when a volume was away for a moment. */
function isDefective({ snapshot }: FoundOntapSnapshot): boolean {
  return snapshot.defect !== undefined;
}

/** Absent when it is not known of all. */
function sum(key: 'totalBytes' | 'uniqueBytes', snapshots: readonly Snapshot[]): Partial<Snapshot> {
  const bytes = snapshots.flatMap((snapshot) => snapshot[key] ?? []);
  return bytes.length < snapshots.length ? {} : { [key]: bytes.reduce((total, one) => total + one, 0) };
}
