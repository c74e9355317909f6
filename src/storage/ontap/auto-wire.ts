// REST where the filer has it, ZAPI otherwise; decided by the first thing that is asked. That REST is not there must be certain: a
// filer that cannot be reached, fails inside or refuses the login says nothing about it. Only an answer "not found" that is not
// ONTAP's own counts, and only when ZAPI answers in the same place.
import type { VolumeSpace } from '../adapter.ts';
import { StorageError, StorageLoginError, StorageUnreachableError } from '../errors.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import type { Outcome } from '../volume-driver.ts';
import { NoRestApiError } from './failures.ts';
import type { NewClone, NewVolume, OntapSnapshot, OntapSvm, OntapVolume, OntapWire, VolumeChange, VolumeFilter } from './wire.ts';

/** A wire that can tell whether the filer knows it. */
export interface TestableWire extends OntapWire {
  /** What the interface calls its version, when it tells. @throws {StorageError} when the filer does not have it */
  version(doing: string, signal: AbortSignal): Promise<string | undefined>;
}

interface Options {
  readonly rest: OntapWire;
  readonly zapi: TestableWire;
  /** For messages. */
  readonly host: string;
  readonly log: SnapHandlerContext['log'];
}

export class AutoWire implements OntapWire {
  readonly #options: Options;
  #chosen: OntapWire | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  async volumes(filter: VolumeFilter, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    return this.#ask((wire) => wire.volumes(filter, doing, signal), doing, signal);
  }

  async snapshots(volume: OntapVolume, options: { readonly id?: string }, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    return this.#ask((wire) => wire.snapshots(volume, options, doing, signal), doing, signal);
  }

  async createSnapshot(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.createSnapshot(volume, id, doing, signal), doing, signal);
  }

  async deleteSnapshot(volume: OntapVolume, snapshot: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.deleteSnapshot(volume, snapshot, doing, signal), doing, signal);
  }

  async snapshotTogether(volumes: readonly OntapVolume[], id: string, doing: string, signal: AbortSignal): Promise<'done' | { readonly impossible: string }> {
    return this.#ask((wire) => wire.snapshotTogether(volumes, id, doing, signal), doing, signal);
  }

  async lockSnapshot(volume: OntapVolume, snapshot: OntapSnapshot, until: Date, doing: string, signal: AbortSignal): Promise<Outcome> {
    const lock = (wire: OntapWire): Promise<Outcome> => {
      if (wire.lockSnapshot === undefined) throw new StorageError(`cannot ${doing}: only the REST API of ONTAP locks snapshots`, { hint: 'leave the lock out' });
      return wire.lockSnapshot(volume, snapshot, until, doing, signal);
    };
    return this.#ask(lock, doing, signal);
  }

  async svms(doing: string, signal: AbortSignal): Promise<OntapSvm[]> {
    return this.#ask((wire) => wire.svms(doing, signal), doing, signal);
  }

  async createVolume(volume: NewVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.createVolume(volume, doing, signal), doing, signal);
  }

  async createClone(clone: NewClone, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.createClone(clone, doing, signal), doing, signal);
  }

  async changeVolume(volume: OntapVolume, change: VolumeChange, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.changeVolume(volume, change, doing, signal), doing, signal);
  }

  async deleteVolume(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((wire) => wire.deleteVolume(volume, doing, signal), doing, signal);
  }

  async space(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined> {
    return this.#ask(async (wire) => wire.space?.(volume, doing, signal), doing, signal);
  }

  async close(): Promise<void> {
    await this.#options.rest.close();
    await this.#options.zapi.close();
  }

  async #ask<T>(question: (wire: OntapWire) => Promise<T>, doing: string, signal: AbortSignal): Promise<T> {
    if (this.#chosen !== undefined) return question(this.#chosen);
    const { rest, zapi, host, log } = this.#options;
    try {
      const answer = await question(rest);
      this.#chosen = rest;
      log.info(`${host} has the REST API: icb uses it (api: auto)`);
      return answer;
    } catch (error) {
      if (!(error instanceof NoRestApiError)) throw error;
      const version = await this.#zapiInstead(error, doing, signal);
      this.#chosen = zapi;
      log.info(`${host} has no REST API, but ZAPI${version === undefined ? '' : ` ${version}`}: icb uses that (api: auto)`);
      return question(zapi);
    }
  }

  async #zapiInstead(missing: NoRestApiError, doing: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      return await this.#options.zapi.version(doing, signal);
    } catch (error) {
      if (!(error instanceof StorageError) || error instanceof StorageLoginError || error instanceof StorageUnreachableError) throw error;
      throw new StorageError(`cannot ${doing}: ${this.#options.host} has no REST API, and does not answer to ZAPI`, {
        cause: new AggregateError([missing, error]),
        hint: 'check that filer in [ontap] is the management address of a cluster or SVM, and that its web services are switched on',
      });
    }
  }
}
