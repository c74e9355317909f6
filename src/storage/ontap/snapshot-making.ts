// How a snapshot comes to be: of one volume by one request; of several at one moment where the filer can, else one after
// another. Of several it is made as a whole: what is there when it fails or is cancelled is taken back.
import type { Clock } from '#core/clock.ts';
import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageUnreachableError, VolumeNotFoundError } from '../errors.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { Outcome } from '../volume-driver.ts';
import type { OntapVolumes } from './volumes.ts';
import type { OntapSnapshot, OntapVolume, OntapWire } from './wire.ts';

interface Options extends Pick<SnapHandlerContext, 'log'> {
  readonly clock: Clock;
}

const UNDO_TIMEOUT_MS = 60_000;

export class SnapshotMaking {
  readonly #wire: OntapWire;
  readonly #volumes: OntapVolumes;
  readonly #changes: ConfirmedChanges;
  readonly #clock: Clock;
  readonly #log: SnapHandlerContext['log'];

  constructor(wire: OntapWire, volumes: OntapVolumes, changes: ConfirmedChanges, { clock, log }: Options) {
    this.#wire = wire;
    this.#volumes = volumes;
    this.#changes = changes;
    this.#clock = clock;
    this.#log = log;
  }

  /** One attempt. No volume has a snapshot of that name. */
  async make(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    const volumes = await this.#volumes.own(doing, signal);
    if (volumes.length === 1) return this.#wire.createSnapshot(volumes[0], id, doing, signal);
    const begun: OntapVolume[] = [];
    try {
      await this.#makeOfAll(volumes, id, { doing, begun }, signal);
      return 'done';
    } catch (error) {
      await this.#takeBack(begun, id);
      if (!(error instanceof StorageFaultError) && !(error instanceof StorageUnreachableError)) throw error;
      // It was open whether it has happened, and is so no more: nobody must ask again.
      throw new StorageError(error.message, { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) });
    }
  }

  async #makeOfAll(volumes: readonly OntapVolume[], id: string, { doing, begun }: Making, signal: AbortSignal): Promise<void> {
    begun.push(...volumes);
    const outcome = await this.#wire.snapshotTogether(volumes, id, doing, signal).catch((error: unknown) => {
      // Somebody else's.
      if (error instanceof StorageConflictError) begun.length = 0;
      throw error;
    });
    if (outcome === 'done') {
      for (const volume of volumes) await this.#requirePart(volume, id, doing, signal);
      return;
    }
    begun.length = 0;
    const startedAt = this.#clock.now();
    for (const volume of volumes) await this.#makeOf(volume, id, { doing, begun }, signal);
    const seconds = this.#clock.now().diff(startedAt).as('seconds').toFixed(3);
    this.#log.info(`snapshot ${id} was taken of ${volumes.length} volumes one after another, within ${seconds} s: ${outcome.impossible}`);
  }

  async #makeOf(volume: OntapVolume, id: string, { doing, begun }: Making, signal: AbortSignal): Promise<void> {
    const find = (signal: AbortSignal): Promise<OntapSnapshot | undefined> => this.#part(volume, id, doing, signal);
    begun.push(volume);
    try {
      const made = await this.#changes.create({ doing, attempt: (signal) => this.#wire.createSnapshot(volume, id, doing, signal), find }, signal);
      if (made === undefined) throw new VolumeNotFoundError(`cannot ${doing}: volume ${volume.name} has vanished meanwhile`);
    } catch (error) {
      // Somebody else's.
      if (error instanceof StorageConflictError) begun.pop();
      throw error;
    }
  }

  async #requirePart(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<void> {
    const part = await this.#changes.appears((signal) => this.#part(volume, id, doing, signal), signal);
    if (part === undefined) throw new StorageError(`cannot ${doing}: the filer accepted it, but volume ${volume.name} lacks it`);
  }

  // Takes no signal: it must run after a cancellation too.
  async #takeBack(begun: readonly OntapVolume[], id: string): Promise<void> {
    const doing = `take back snapshot ${id}`;
    try {
      await withinLimit({ limitMs: UNDO_TIMEOUT_MS, doing }, undefined, async (signal) => {
        // The filer may still be at the last one when the request was cancelled.
        for (const [index, volume] of begun.toReversed().entries()) {
          const find = (signal: AbortSignal): Promise<OntapSnapshot | undefined> => this.#part(volume, id, doing, signal);
          const part = index === 0 ? await this.#changes.appears(find, signal) : await find(signal);
          if (part !== undefined) await this.#changes.remove({ doing, attempt: (signal) => this.#wire.deleteSnapshot(volume, part, doing, signal), find }, signal);
        }
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#log.warn(`${said}; what there is of it is listed as incomplete, and expires like any other`);
    }
  }

  async #part(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<OntapSnapshot | undefined> {
    return (await this.#wire.snapshots(volume, { id }, doing, signal))[0];
  }
}

interface Making {
  readonly doing: string;
  /** Volumes that may have it by now. */
  readonly begun: OntapVolume[];
}
