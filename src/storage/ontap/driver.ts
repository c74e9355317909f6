// What a filer does for the volumes of one database, step by step.
import type { Clock } from '#core/clock.ts';
import type { VolumeSpace } from '../adapter.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { SnapshotInUseError, StorageError } from '../errors.ts';
import { missingSnapshot } from '../missing-snapshot.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import { type CloneInNamespace, CloneNamespaces } from './clone-namespace.ts';
import { CloneSteps } from './clone-steps.ts';
import { NewVolumes, type NewVolumesOptions } from './new-volumes.ts';
import { SnapshotLocking } from './snapshot-locking.ts';
import { SnapshotMaking } from './snapshot-making.ts';
import { type FoundOntapSnapshot, OntapSnapshots } from './snapshots.ts';
import { isCloneOf, OntapVolumes, type OntapVolumesOptions } from './volumes.ts';
import type { OntapVolume, OntapWire } from './wire.ts';

interface Options extends OntapVolumesOptions, NewVolumesOptions {
  readonly mountHost: string;
  readonly clock: Clock;
}

interface FoundOntapVolume extends FoundVolume {
  /** One volume, or a small one with others mounted in it. */
  readonly record: OntapVolume | CloneInNamespace;
}

export class OntapDriver implements VolumeDriver<FoundOntapSnapshot, FoundOntapVolume> {
  readonly words = { system: 'the filer', volume: 'volume', notExported: 'it has no junction path, so nobody can mount it' };
  readonly separator = '_';
  readonly mountHost: string;
  /** Absent when the interface to the filer cannot. */
  readonly lockSnapshot?: NonNullable<VolumeDriver<FoundOntapSnapshot, FoundOntapVolume>['lockSnapshot']>;
  readonly #wire: OntapWire;
  readonly #database: string;
  readonly #volumes: OntapVolumes;
  readonly #snapshots: OntapSnapshots;
  readonly #making: SnapshotMaking;
  readonly #clones: CloneSteps;
  readonly #namespaces: CloneNamespaces;
  readonly #newVolumes: NewVolumes;

  constructor(wire: OntapWire, options: Options) {
    const changes = new ConfirmedChanges(options.clock, this.words.system);
    this.mountHost = options.mountHost;
    this.#wire = wire;
    this.#database = options.database;
    this.#volumes = new OntapVolumes(wire, options);
    this.#snapshots = new OntapSnapshots(wire, this.#volumes, options);
    this.#making = new SnapshotMaking(wire, this.#volumes, changes, options);
    this.#clones = new CloneSteps(wire, this.#volumes, changes);
    const means = { wire, volumes: this.#volumes, changes, clones: this.#clones };
    const lock = wire.lockSnapshot?.bind(wire);
    if (lock !== undefined) {
      const locking = new SnapshotLocking(wire, lock, changes);
      this.lockSnapshot = async ({ parts }, until, doing, signal) => {
        for (const part of parts) await locking.lock(part, until, doing, signal);
      };
    }
    this.#namespaces = new CloneNamespaces(means, options);
    this.#newVolumes = new NewVolumes(means, options);
  }

  get volume(): string {
    return this.#volumes.name;
  }

  nameOf(volume: string): string {
    return this.#volumes.nameOf(volume);
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot[]> {
    return this.#snapshots.list(doing, signal);
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot | undefined> {
    return this.#snapshots.find(id, doing, signal);
  }

  async makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#making.make(id, doing, signal);
  }

  async destroySnapshot(found: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#snapshots.destroy(found, doing, signal);
  }

  async refuseHeld(found: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    await this.#snapshots.refuseHeld(found, doing, signal);
  }

  async listClones(doing: string, signal: AbortSignal): Promise<FoundOntapVolume[]> {
    const own = await this.#volumes.own(doing, signal);
    if (!this.#isSeveral) return (await this.#volumes.clonesOf(own[0], doing, signal)).map((clone) => toFound(clone, own));
    const { found, others } = await this.#namespaces.list(doing, signal);
    return [...found.map(inNamespace), ...others.map((clone) => toFound(clone, own)).filter(({ origin }) => origin !== undefined)];
  }

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundOntapVolume | undefined> {
    const found = await this.#volumes.find(name, doing, signal);
    if (found === undefined || name === this.volume) return found === undefined ? undefined : toFound(found, []);
    const several = this.#isSeveral ? await this.#namespaces.of(found, doing, signal) : undefined;
    return several === undefined ? toFound(found, await this.#volumes.own(doing, signal)) : inNamespace(several);
  }

  async makeClone(found: FoundOntapSnapshot, name: string, doing: string, signal: AbortSignal): Promise<FoundOntapVolume> {
    const { snapshot } = found;
    if (snapshot.defect !== undefined) throw new StorageError(`cannot ${doing}: the snapshot is incomplete, ${snapshot.defect}`, { hint: 'clone another one' });
    if (this.#isSeveral) {
      const several = await this.#namespaces.make(found, name, doing, signal);
      return several === undefined ? this.raiseMissing(doing, signal, snapshot.id) : inNamespace(several);
    }
    const [volume] = await this.#volumes.own(doing, signal);
    const clone = await this.#clones.make({ volume, snapshotId: snapshot.id, name, junctionPath: `/${name}`, doing }, signal);
    return clone === undefined ? this.raiseMissing(doing, signal, snapshot.id) : toFound(clone, [volume]);
  }

  async refuseUsed({ record }: FoundOntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    for (const volume of 'top' in record ? [...record.members, record.top] : [record]) {
      const further = (await this.#volumes.clonesOf(volume, doing, signal)).map(({ name }) => name).sort();
      if (further.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones itself (${further.join(', ')})`);
    }
  }

  async destroyClone({ record }: FoundOntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    if ('top' in record) await this.#namespaces.destroy(record, doing, signal);
    else await this.#clones.destroy(record, doing, signal);
  }

  async makeVolume(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    await this.#newVolumes.make(sizeBytes, doing, signal);
  }

  async space(doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined> {
    const spaces: VolumeSpace[] = [];
    for (const volume of await this.#volumes.own(doing, signal)) {
      const space = await this.#wire.space?.(volume, doing, signal);
      if (space === undefined) return undefined;
      spaces.push(space);
    }
    return spaces.toSorted((one, other) => one.availableBytes / one.totalBytes - other.availableBytes / other.totalBytes)[0];
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    await this.#volumes.own(doing, signal);
    throw missingSnapshot(doing, { database: this.#database, id: snapshotId });
  }

  async close(): Promise<void> {
    await this.#wire.close();
  }

  get #isSeveral(): boolean {
    return this.#volumes.names.length > 1;
  }
}

/** A volume of the database is no clone of it, though it may have been made from another one. */
function toFound(record: OntapVolume, own: readonly OntapVolume[]): FoundOntapVolume {
  const { name, junctionPath, parent } = record;
  const isClone = own.some((volume) => isCloneOf(record, volume)) && own.every((volume) => volume.name !== name);
  return { record, name, mountPoint: junctionPath, origin: isClone ? parent?.snapshot : undefined };
}

function inNamespace(record: CloneInNamespace): FoundOntapVolume {
  const { name, origin, top } = record;
  return { record, name, mountPoint: top.junctionPath, origin };
}
