// What a filer does for one database's volume, step by step.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../confirmed-changes.ts';
import { SnapshotInUseError, SnapshotNotFoundError } from '../errors.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import { CloneSteps } from './clone-steps.ts';
import { OntapSnapshots } from './snapshots.ts';
import { isCloneOf, OntapVolumes } from './volumes.ts';
import type { OntapSnapshot, OntapVolume, OntapWire } from './wire.ts';

interface Options {
  readonly svm: string | undefined;
  readonly volume: string;
  readonly mountHost: string;
  readonly database: string;
  readonly clock: Clock;
}

interface FoundOntapVolume extends FoundVolume {
  readonly record: OntapVolume;
}

export class OntapDriver implements VolumeDriver<OntapSnapshot, FoundOntapVolume> {
  readonly words = { system: 'the filer', volume: 'volume', notExported: 'it has no junction path, so nobody can mount it' };
  readonly separator = '_';
  readonly volume: string;
  readonly mountHost: string;
  readonly #wire: OntapWire;
  readonly #database: string;
  readonly #volumes: OntapVolumes;
  readonly #snapshots: OntapSnapshots;
  readonly #clones: CloneSteps;

  constructor(wire: OntapWire, options: Options) {
    this.volume = options.volume;
    this.mountHost = options.mountHost;
    this.#wire = wire;
    this.#database = options.database;
    this.#volumes = new OntapVolumes(wire, options);
    this.#snapshots = new OntapSnapshots(wire, this.#volumes);
    this.#clones = new CloneSteps(wire, this.#volumes, new ConfirmedChanges(options.clock, this.words.system));
  }

  nameOf(volume: string): string {
    return this.#volumes.nameOf(volume);
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    return this.#snapshots.list(doing, signal);
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<OntapSnapshot | undefined> {
    return this.#snapshots.find(id, doing, signal);
  }

  async makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#snapshots.make(id, doing, signal);
  }

  async destroySnapshot(found: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#snapshots.destroy(found, doing, signal);
  }

  async refuseHeld(found: OntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    await this.#snapshots.refuseHeld(found, doing, signal);
  }

  async listClones(doing: string, signal: AbortSignal): Promise<FoundOntapVolume[]> {
    const own = await this.#volumes.own(doing, signal);
    return (await this.#volumes.clonesOf(own, doing, signal)).map((clone) => toFound(clone, own));
  }

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundOntapVolume | undefined> {
    const found = await this.#volumes.find(name, doing, signal);
    if (found === undefined || name === this.volume) return found === undefined ? undefined : toFound(found, found);
    return toFound(found, await this.#volumes.own(doing, signal));
  }

  async makeClone({ snapshot }: OntapSnapshot, name: string, doing: string, signal: AbortSignal): Promise<FoundOntapVolume> {
    const volume = await this.#volumes.own(doing, signal);
    const clone = await this.#clones.make({ volume, snapshotId: snapshot.id, name, doing }, signal);
    return clone === undefined ? this.raiseMissing(doing, signal, snapshot.id) : toFound(clone, volume);
  }

  async refuseUsed({ record }: FoundOntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    const further = (await this.#volumes.clonesOf(record, doing, signal)).map(({ name }) => name).sort();
    if (further.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones itself (${further.join(', ')})`);
  }

  async destroyClone({ record }: FoundOntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    await this.#clones.destroy(record, doing, signal);
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    await this.#volumes.own(doing, signal);
    const what = snapshotId === undefined ? 'it has vanished meanwhile' : `there is no snapshot ${snapshotId}`;
    throw new SnapshotNotFoundError(`cannot ${doing}: ${what}`, { hint: `see: icb snapper ${this.#database} list` });
  }

  async close(): Promise<void> {
    await this.#wire.close();
  }
}

function toFound(record: OntapVolume, own: OntapVolume): FoundOntapVolume {
  const { name, junctionPath, parent } = record;
  return { record, name, mountPoint: junctionPath, origin: isCloneOf(record, own) ? parent?.snapshot : undefined };
}
