// Snapshots of the database's volume.
import { SnapshotInUseError } from '../errors.ts';
import type { Outcome } from '../volume-driver.ts';
import type { OntapVolumes } from './volumes.ts';
import type { OntapSnapshot, OntapWire } from './wire.ts';

export class OntapSnapshots {
  readonly #wire: OntapWire;
  readonly #volumes: OntapVolumes;

  constructor(wire: OntapWire, volumes: OntapVolumes) {
    this.#wire = wire;
    this.#volumes = volumes;
  }

  async list(doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    const volume = await this.#volumes.own(doing, signal);
    const found = await this.#wire.snapshots(volume, {}, doing, signal);
    const clones = await this.#volumes.clonesOf(volume, doing, signal);
    const counts = Map.groupBy(clones, ({ parent }) => parent?.snapshot);
    // A clone that was deleted holds its snapshot as long as it is in the recovery queue, where no list shows it.
    return found.map((one) => ({ ...one, snapshot: { ...one.snapshot, cloneCount: counts.get(one.snapshot.id)?.length ?? (one.isCloned ? 1 : 0) } }));
  }

  async find(id: string, doing: string, signal: AbortSignal): Promise<OntapSnapshot | undefined> {
    const volume = await this.#volumes.own(doing, signal);
    return (await this.#wire.snapshots(volume, { id }, doing, signal))[0];
  }

  /** One attempt. */
  async make(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    const volume = await this.#volumes.own(doing, signal);
    return this.#wire.createSnapshot(volume, id, doing, signal);
  }

  /** One attempt. */
  async destroy(found: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    const volume = await this.#volumes.own(doing, signal);
    return this.#wire.deleteSnapshot(volume, found, doing, signal);
  }

  /** ONTAP says the same of a snapshot that is locked and of one with a clone: so it is looked up. */
  async refuseHeld({ snapshot, isCloned }: OntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    const volume = await this.#volumes.own(doing, signal);
    const clones = (await this.#volumes.clonesOf(volume, doing, signal)).filter(({ parent }) => parent?.snapshot === snapshot.id);
    const names = clones.map(({ name }) => name).sort().join(', ');
    if (clones.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones (${names})`, { hint: 'drop the clones first' });
    if (!isCloned) return;
    throw new SnapshotInUseError(`cannot ${doing}: a clone that is not in the list of volumes holds it`, {
      hint: 'a deleted clone stays in the recovery queue of ONTAP for some hours: volume recovery-queue show on the filer lists it',
    });
  }
}
