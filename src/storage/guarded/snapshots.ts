// Making and dropping snapshots, for all systems alike: looked at before and after, and never one that is not ours or in use.
import type { Clock } from '#core/clock.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import { admitDoubt } from './admit-doubt.ts';
import type { ConfirmedChanges } from './confirmed-changes.ts';
import { NotOursError, StorageConflictError, StorageDeniedError, StorageError } from '../errors.ts';
import { createUnderFreeName } from './free-snapshot-name.ts';
import type { Snapshot } from '../snap-handler.ts';
import { createNamedBySystem } from './named-by-system.ts';
import type { FoundSnapshot, NamedByIcb, NamingDriver } from '../volume-driver.ts';

interface Options {
  readonly database: string;
  readonly clock: Clock;
  /** IANA zone of the times in names. */
  readonly zone: string;
}

export class GuardedSnapshots<S extends FoundSnapshot> {
  readonly #driver: NamingDriver<S>;
  readonly #changes: ConfirmedChanges;
  readonly #options: Options;

  constructor(driver: NamingDriver<S>, changes: ConfirmedChanges, options: Options) {
    this.#driver = driver;
    this.#changes = changes;
    this.#options = options;
  }

  owns(id: string): boolean {
    return this.#driver.givenNames?.owns(id) ?? isOwnSnapshotName(this.#options.database, id);
  }

  /** Oldest first. */
  async list(signal: AbortSignal): Promise<Snapshot[]> {
    const found = await this.#driver.listSnapshots(`list the snapshots of ${this.#volume}`, signal);
    const undated = found.find(({ snapshot }) => Number.isNaN(snapshot.createdAt.getTime()));
    // Whatever is compared with it would be false, and retention is nothing but comparing.
    if (undated !== undefined) throw new StorageError(`cannot list the snapshots of ${this.#volume}: the time of creation of ${undated.snapshot.id} is none`);
    return found.map(({ snapshot }) => snapshot).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  async create(signal: AbortSignal): Promise<string> {
    const driver = this.#driver;
    if (driver.givenNames !== undefined) return createNamedBySystem(driver, { changes: this.#changes, clock: this.#options.clock }, signal);
    const naming = { ...this.#options, volume: this.#volume, separator: driver.separator };
    return createUnderFreeName(naming, (id) => this.#create(driver, id, signal));
  }

  async drop(id: string, signal: AbortSignal): Promise<void> {
    const doing = `drop snapshot ${id} of ${this.#volume}`;
    const find = (signal: AbortSignal): Promise<S | undefined> => this.#driver.findSnapshot(id, doing, signal);
    const found = await find(signal);
    if (found === undefined) return;
    if (!this.owns(id)) throw new NotOursError(`refused to ${doing}: it was not made by icb`);
    await this.#driver.refuseHeld(found, doing, signal);
    try {
      await this.#changes.remove({ doing, attempt: (signal) => this.#driver.destroySnapshot(found, doing, signal), find }, signal);
    } catch (error) {
      // A clone or a hold may have been made since we looked.
      const isRefusal = error instanceof StorageConflictError || error instanceof StorageDeniedError;
      const still = isRefusal ? await find(signal) : undefined;
      if (still !== undefined) await this.#driver.refuseHeld(still, doing, signal);
      throw error;
    }
  }

  /** Never shorter than it is locked already. */
  async lock(id: string, until: Date, signal: AbortSignal): Promise<void> {
    // Systems know whole seconds.
    const end = new Date(Math.ceil(until.getTime() / 1000) * 1000);
    const doing = `lock snapshot ${id} of ${this.#volume} until ${end.toISOString()}`;
    const found = (await this.#driver.findSnapshot(id, doing, signal)) ?? (await this.#driver.raiseMissing(doing, signal, id));
    if (!this.owns(id)) throw new NotOursError(`refused to ${doing}: it was not made by icb`);
    await this.#driver.lockSnapshot?.(found, end, doing, signal);
  }

  get #volume(): string {
    return this.#driver.nameOf(this.#driver.volume);
  }

  /** False when the name is taken. The look beforehand is what tells our own snapshot from an older one of the same name. */
  async #create(driver: NamedByIcb, id: string, signal: AbortSignal): Promise<boolean> {
    const doing = `create snapshot ${id} of ${this.#volume}`;
    const find = (signal: AbortSignal): Promise<S | undefined> => this.#driver.findSnapshot(id, doing, signal);
    if ((await find(signal)) !== undefined) return false;
    const step = { doing, attempt: (signal: AbortSignal) => driver.makeSnapshot(id, doing, signal), find: (signal: AbortSignal) => find(signal).catch(admitDoubt) };
    try {
      const created = await this.#changes.create(step, signal);
      return created !== undefined || (await this.#driver.raiseMissing(doing, signal));
    } catch (error) {
      if (error instanceof StorageConflictError && (await find(signal)) !== undefined) return false;
      throw error;
    }
  }
}
