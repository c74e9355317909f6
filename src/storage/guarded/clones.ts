// Making and dropping clones, for all systems alike: as a whole, and never mistaken for the volume or for somebody else's.
import { ConfigurationError } from '#core/errors.ts';
import type { ConfirmedChanges } from './confirmed-changes.ts';
import { CloneNotFoundError, NotOursError, StorageConflictError, StorageError } from '../errors.ts';
import type { Clone, SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { FoundSnapshot, FoundVolume, VolumeDriver } from '../volume-driver.ts';

interface Options extends Pick<SnapHandlerContext, 'database' | 'log'> {
  /** Taking back a clone must not outlast the patience of whoever cancelled. */
  readonly undoLimitMs: number;
}

export class GuardedClones<S extends FoundSnapshot, V extends FoundVolume> {
  readonly #driver: VolumeDriver<S, V>;
  readonly #changes: ConfirmedChanges;
  readonly #options: Options;

  constructor(driver: VolumeDriver<S, V>, changes: ConfirmedChanges, options: Options) {
    this.#driver = driver;
    this.#changes = changes;
    this.#options = options;
  }

  /** By name. */
  async list(signal: AbortSignal): Promise<Clone[]> {
    const found = (await this.#driver.listClones?.(`list the clones of ${this.#volume}`, signal)) ?? [];
    return found.map(toClone).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Takes back what it did when it fails or is cancelled half-way. */
  async create(id: string, name: string, signal: AbortSignal): Promise<Clone> {
    const doing = `clone snapshot ${id} of ${this.#volume} as ${name}`;
    if (this.#driver.makeClone === undefined) throw new StorageError(`cannot ${doing}: ${this.#driver.words.system} makes no clones`);
    const taken = await this.#driver.findVolume(name, doing, signal);
    if (taken !== undefined) {
      const isClone = taken.origin !== undefined;
      const hint = isClone ? 'choose another name, or drop the clone first' : 'it is not a clone of this volume, so icb will not drop it: choose another name, or find out whose it is';
      throw new StorageConflictError(`cannot ${doing}: ${this.#driver.nameOf(name)} exists already`, { hint });
    }
    const found = (await this.#driver.findSnapshot(id, doing, signal)) ?? (await this.#driver.raiseMissing(doing, signal, id));
    try {
      const clone = await this.#driver.makeClone(found, name, doing, signal);
      return { ...toClone(clone), mountPoint: this.#mountPointOf(clone, doing) };
    } catch (error) {
      // The name was free before; with a conflict somebody else was quicker, anything else of this name is ours. A setting that is
      // missing is found out before anything is made.
      if (!(error instanceof StorageConflictError || error instanceof ConfigurationError)) await this.#undo(id, name);
      throw error;
    }
  }

  async drop(name: string, signal: AbortSignal): Promise<void> {
    const doing = `drop clone ${this.#driver.nameOf(name)}`;
    if (name === this.#driver.volume) throw new NotOursError(`refused to ${doing}: it is the backup volume itself`);
    const clone = await this.#expectClone(name, doing, signal);
    await this.#driver.refuseUsed?.(clone, doing, signal);
    await this.#driver.destroyClone?.(clone, doing, signal);
  }

  /** `host:/path` of the volume of the database, under either of its names, or of a clone of it. */
  async mountSource(name: string, signal: AbortSignal): Promise<string> {
    const doing = `find the mount point of ${this.#driver.nameOf(name)}`;
    const isOwn = name === this.#options.database || name === this.#driver.volume;
    const found = isOwn ? await this.#driver.findVolume(this.#driver.volume, doing, signal) : await this.#expectClone(name, doing, signal);
    return `${this.#driver.mountHost}:${this.#mountPointOf(found ?? (await this.#driver.raiseMissing(doing, signal)), doing)}`;
  }

  get #volume(): string {
    return this.#driver.nameOf(this.#driver.volume);
  }

  // Takes no signal: it must run after a cancellation too.
  async #undo(id: string, name: string): Promise<void> {
    const doing = `take back clone ${this.#driver.nameOf(name)}`;
    const find = async (signal: AbortSignal): Promise<V | undefined> => {
      const found = await this.#driver.findVolume(name, doing, signal);
      return found?.origin === id ? found : undefined;
    };
    try {
      await withinLimit({ limitMs: this.#options.undoLimitMs, doing }, undefined, async (signal) => {
        // The system may still be at it when the request was cancelled.
        const clone = await this.#changes.appears(find, signal);
        if (clone !== undefined) await this.#driver.destroyClone?.(clone, doing, signal);
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#options.log.warn(`${said}; if it was created, drop it with: icb snapper ${this.#options.database} dropclone ${name}`);
    }
  }

  async #expectClone(name: string, doing: string, signal: AbortSignal): Promise<V> {
    const found = await this.#driver.findVolume(name, doing, signal);
    if (found === undefined) {
      throw new CloneNotFoundError(`cannot ${doing}: there is no such ${this.#driver.words.volume}`, { hint: `see: icb snapper ${this.#options.database} listclones` });
    }
    if (found.origin !== undefined) return found;
    throw new NotOursError(`refused to ${doing}: it is not a clone of ${this.#volume}`);
  }

  #mountPointOf({ mountPoint }: V, doing: string): string {
    if (mountPoint !== undefined) return mountPoint;
    throw new StorageError(`cannot ${doing}: ${this.#driver.words.notExported}`);
  }
}

function toClone({ name, origin = '', mountPoint = '' }: FoundVolume): Clone {
  return { name, origin, mountPoint };
}
