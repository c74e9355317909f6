import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { SnapshotNotFoundError } from '../errors.ts';
import type { SnapshotPart } from './snapshots.ts';
import type { OntapSnapshot, OntapWire } from './wire.ts';

/** Keeps the snapshot of one volume from being deleted. */
export class SnapshotLocking {
  readonly #wire: OntapWire;
  readonly #lock: NonNullable<OntapWire['lockSnapshot']>;
  readonly #changes: ConfirmedChanges;

  constructor(wire: OntapWire, lock: NonNullable<OntapWire['lockSnapshot']>, changes: ConfirmedChanges) {
    this.#wire = wire;
    this.#lock = lock;
    this.#changes = changes;
  }

  /** Never shorter than it is locked already. */
  async lock({ volume, found }: SnapshotPart, until: Date, doing: string, signal: AbortSignal): Promise<void> {
    const isDone = ({ snapshot: { lockedUntil } }: OntapSnapshot): boolean => lockedUntil !== undefined && lockedUntil >= until;
    if (isDone(found)) return;
    const find = async (signal: AbortSignal): Promise<OntapSnapshot | undefined> => (await this.#wire.snapshots(volume, { id: found.snapshot.id }, doing, signal))[0];
    const attempt = (signal: AbortSignal): Promise<'done' | 'absent'> => this.#lock(volume, found, until, doing, signal);
    if ((await this.#changes.change({ doing, attempt, find, isDone }, signal)) === undefined) throw new SnapshotNotFoundError(`cannot ${doing}: it has vanished meanwhile`);
  }
}
