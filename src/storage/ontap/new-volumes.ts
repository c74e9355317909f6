// The volumes of a database, made: thin provisioned, not snapshotted by the filer itself, and owned by whoever runs icb.
import { formatBytes } from '#core/bytes.ts';
import type { AdapterContext } from '../adapter.ts';
import { StorageConflictError, StorageDeniedError, StorageError } from '../errors.ts';
import { withinLimit } from '../time-limit.ts';
import type { OntapMeans } from './means.ts';
import type { OntapSettings } from './settings.ts';
import type { NewVolume, OntapSvm, OntapVolume } from './wire.ts';

export interface NewVolumesOptions extends Pick<AdapterContext, 'clock' | 'log'>, Pick<OntapSettings, 'svm' | 'newVolume'> {
  /** Of the top folder of a new volume. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

const UNDO_TIMEOUT_MS = 60_000;

export class NewVolumes {
  readonly #means: OntapMeans;
  readonly #options: NewVolumesOptions;

  constructor(means: OntapMeans, options: NewVolumesOptions) {
    this.#means = means;
    this.#options = options;
  }

  /** All of the database, or none. The first is known not to exist. */
  async make(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    const { names } = this.#means.volumes;
    for (const name of names.slice(1)) {
      if ((await this.#find(name, doing, signal)) !== undefined) throw new StorageConflictError(`cannot ${doing}: ${this.#means.volumes.nameOf(name)} exists already`);
    }
    const place = await this.#place(doing, signal);
    // Tells ours from one that somebody else makes at the same time.
    const comment = `made by icb at ${this.#options.clock.now().toUTC().toISO()}`;
    const begun: string[] = [];
    try {
      for (const name of names) {
        begun.push(name);
        await this.#makeOne({ ...place, name, comment, sizeBytes: sizeBytes ?? this.#options.newVolume.sizeBytes }, doing, signal);
      }
    } catch (error) {
      await this.#takeBack(begun, comment);
      throw error;
    }
  }

  async #makeOne({ name, svm, aggregate, sizeBytes, comment }: Pick<NewVolume, 'name' | 'svm' | 'aggregate' | 'sizeBytes' | 'comment'>, doing: string, signal: AbortSignal): Promise<void> {
    const { wire, changes, volumes } = this.#means;
    const { exportPolicy } = this.#options.newVolume;
    const wanted = { name, svm, aggregate, sizeBytes, junctionPath: `/${name}`, exportPolicy, comment, permissions: '770', owner: this.#options.owner } as const;
    const find = (signal: AbortSignal): Promise<OntapVolume | undefined> => this.#findOurs(name, comment, doing, signal);
    const made = await changes.create({ doing, attempt: (signal) => wire.createVolume(wanted, doing, signal), find }, signal);
    if (made === undefined) throw new StorageError(`cannot ${doing}: there is no SVM ${svm} or no aggregate ${aggregate}`, { hint: 'check svm and aggregate in [ontap]' });
    if (!made.isOnline || made.junctionPath !== wanted.junctionPath || (exportPolicy !== undefined && made.exportPolicy !== exportPolicy)) {
      const { junctionPath = 'nowhere', exportPolicy: policy = 'none' } = made;
      throw new StorageError(`cannot ${doing}: the filer made ${name} ${made.isOnline ? 'online' : 'offline'}, mounted at ${junctionPath}, with export policy ${policy}`);
    }
    this.#options.log.info(`volume ${volumes.nameOf(name)} is there: ${formatBytes(sizeBytes)} in ${aggregate}, mounted at ${wanted.junctionPath}, export policy ${made.exportPolicy ?? 'none'}`);
  }

  async #place(doing: string, signal: AbortSignal): Promise<Pick<NewVolume, 'svm' | 'aggregate'>> {
    const { svm, newVolume: { aggregate } } = this.#options;
    if (svm !== undefined && aggregate !== undefined) return { svm, aggregate };
    const [found, ...others] = await this.#svms(doing, signal);
    if (found === undefined || others.length > 0) {
      const which = others.length > 0 && found !== undefined ? ` (it has ${[found, ...others].map(({ name }) => name).join(', ')})` : '';
      throw new StorageError(`cannot ${doing}: the filer does not tell in which SVM${which}`, { hint: 'write svm and aggregate into [ontap]' });
    }
    const [only, ...further] = aggregate === undefined ? found.aggregates : [aggregate];
    if (only !== undefined && further.length === 0) return { svm: found.name, aggregate: only };
    const which = only === undefined ? 'the filer tells of no aggregate of' : `there are several aggregates (${[only, ...further].join(', ')}) for`;
    throw new StorageError(`cannot ${doing}: ${which} SVM ${found.name}`, { hint: 'write the one to use into [ontap]: aggregate' });
  }

  async #svms(doing: string, signal: AbortSignal): Promise<OntapSvm[]> {
    try {
      return await this.#means.wire.svms(doing, signal);
    } catch (error) {
      if (error instanceof StorageDeniedError) return [];
      throw error;
    }
  }

  // Takes no signal: it must run after a cancellation too. They are new and empty.
  async #takeBack(names: readonly string[], comment: string): Promise<void> {
    const doing = `take back volume ${names.join(', ')}`;
    try {
      await withinLimit({ limitMs: UNDO_TIMEOUT_MS, doing }, undefined, async (signal) => {
        for (const [index, name] of names.toReversed().entries()) {
          const find = (signal: AbortSignal): Promise<OntapVolume | undefined> => this.#findOurs(name, comment, doing, signal);
          // The filer may still be at the last one when the request was cancelled.
          const made = index === 0 ? await this.#means.changes.appears(find, signal) : await find(signal);
          if (made !== undefined) await this.#means.clones.destroy(made, doing, signal);
        }
      });
    } catch (error) {
      this.#options.log.warn(`${error instanceof Error ? error.message : String(error)}; if it is there, delete it on the filer`);
    }
  }

  async #findOurs(name: string, comment: string, doing: string, signal: AbortSignal): Promise<OntapVolume | undefined> {
    const found = await this.#find(name, doing, signal);
    return found?.comment === comment ? found : undefined;
  }

  #find(name: string, doing: string, signal: AbortSignal): Promise<OntapVolume | undefined> {
    return this.#means.volumes.find(name, doing, signal);
  }
}
