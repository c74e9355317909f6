// The steps that make a clone (a FlexClone volume) one that can be mounted, and that take it away.
import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import type { Outcome } from '../volume-driver.ts';
import { isCloneOf, type OntapVolumes } from './volumes.ts';
import type { OntapVolume, OntapWire, VolumeChange } from './wire.ts';

interface Making {
  readonly volume: OntapVolume;
  readonly snapshotId: string;
  readonly name: string;
  readonly junctionPath: string;
  readonly doing: string;
}

export class CloneSteps {
  readonly #wire: OntapWire;
  readonly #volumes: OntapVolumes;
  readonly #changes: ConfirmedChanges;

  constructor(wire: OntapWire, volumes: OntapVolumes, changes: ConfirmedChanges) {
    this.#wire = wire;
    this.#volumes = volumes;
    this.#changes = changes;
  }

  /** Undefined when the snapshot or its volume is not there. */
  async make({ volume, snapshotId, name, junctionPath, doing }: Making, signal: AbortSignal): Promise<OntapVolume | undefined> {
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(name, doing, signal);
      return found !== undefined && isCloneOf(found, volume) && found.parent?.snapshot === snapshotId ? found : undefined;
    };
    const wanted = { name, parent: volume, snapshotId, junctionPath };
    const clone = await this.#changes.create({ doing, attempt: (signal) => this.#wire.createClone(wanted, doing, signal), find }, signal);
    return clone === undefined ? undefined : this.#dress(clone, volume, { doing, find }, signal).catch(asHalfDone);
  }

  /** Unmounted, offline, gone: ONTAP deletes no volume that is mounted. */
  async destroy(clone: OntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(clone.name, doing, signal);
      return found?.uuid === clone.uuid ? found : undefined;
    };
    const steps: { readonly change: VolumeChange; readonly isDone: (found: OntapVolume) => boolean }[] = [];
    if (clone.junctionPath !== undefined) steps.push({ change: { junctionPath: '' }, isDone: ({ junctionPath }) => junctionPath === undefined });
    if (clone.isOnline) steps.push({ change: { isOnline: false }, isDone: ({ isOnline }) => !isOnline });
    for (const { change, isDone } of steps) {
      const changed = await this.#change(clone, change, { doing, find, isDone }, signal);
      // ZAPI goes by the name: the next step would be about whatever has that by now.
      if (changed === undefined && (await find(signal)) === undefined) return;
    }
    await this.#changes.remove({ doing, attempt: (signal) => this.#wire.deleteVolume(clone, doing, signal), find }, signal);
  }

  /** The export policy of its parent, and no snapshot directory: a clone does not get either for certain when it is made. */
  async #dress(clone: OntapVolume, { exportPolicy }: OntapVolume, { doing, find }: Look, signal: AbortSignal): Promise<OntapVolume> {
    const needsPolicy = exportPolicy !== undefined && clone.exportPolicy !== exportPolicy;
    const needsHiding = clone.hidesSnapshots === false;
    if (!needsPolicy && !needsHiding) return clone;
    const change = { ...(needsPolicy ? { exportPolicy } : {}), ...(needsHiding ? { hidesSnapshots: true as const } : {}) };
    const isDone = (found: OntapVolume): boolean => (!needsPolicy || found.exportPolicy === exportPolicy) && (!needsHiding || found.hidesSnapshots === true);
    const dressed = await this.#change(clone, change, { doing, find, isDone }, signal);
    if (dressed === undefined) throw new StorageError(`cannot ${doing}: it has vanished meanwhile`);
    return dressed;
  }

  async #change(
    volume: OntapVolume,
    change: VolumeChange,
    { doing, ...look }: Look & { readonly isDone: (found: OntapVolume) => boolean },
    signal: AbortSignal,
  ): Promise<OntapVolume | undefined> {
    const attempt = (signal: AbortSignal): Promise<Outcome> => this.#wire.changeVolume(volume, change, doing, signal);
    return this.#changes.change({ doing, attempt, ...look }, signal);
  }
}

/** It is there by now: for the caller a conflict would mean that nothing has been made yet. */
function asHalfDone(error: unknown): never {
  throw error instanceof StorageConflictError ? new StorageError(error.message, { cause: error }) : error;
}

interface Look {
  readonly doing: string;
  readonly find: (signal: AbortSignal) => Promise<OntapVolume | undefined>;
}
