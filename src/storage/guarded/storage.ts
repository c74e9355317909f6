// The volume of one database on whatever system a driver is for: every method within a time limit, and the flows that keep
// data safe written once.
import type { AdapterContext, Storage, VolumeSpace } from '../adapter.ts';
import { ConfirmedChanges } from './confirmed-changes.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import { GuardedClones } from './clones.ts';
import { GuardedSnapshots } from './snapshots.ts';
import type { Clone, Snapshot, VolumeOptions } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { FoundSnapshot, FoundVolume, NamingDriver, VolumeDriver } from '../volume-driver.ts';

const OPERATION_TIMEOUT_MS = 300_000;
const UNDO_TIMEOUT_MS = 60_000;

export class GuardedStorage<S extends FoundSnapshot, V extends FoundVolume> implements Storage {
  readonly #driver: VolumeDriver<S, V>;
  readonly #snapshots: GuardedSnapshots<S>;
  readonly #clones: GuardedClones<S, V>;
  readonly #limitMs: number;
  readonly capabilities: { readonly clones: boolean };
  /** Absent when the system has no locks. */
  readonly lockSnapshot?: NonNullable<Storage['lockSnapshot']>;
  /** Absent when the system's volumes are made by other means. */
  readonly createVolume?: (options: VolumeOptions, signal?: AbortSignal) => Promise<void>;
  /** Absent when the system does not tell. */
  readonly space?: (signal?: AbortSignal) => Promise<VolumeSpace | undefined>;

  constructor(driver: NamingDriver<S, V>, { database, clock, zone = 'system', log, limits }: AdapterContext) {
    const changes = new ConfirmedChanges(clock, driver.words.system);
    this.#driver = driver;
    this.capabilities = { clones: driver.makeClone !== undefined };
    this.#limitMs = limits?.operationTimeoutMs ?? OPERATION_TIMEOUT_MS;
    this.#snapshots = new GuardedSnapshots(driver, changes, { database, clock, zone });
    this.#clones = new GuardedClones(driver, changes, { database, log, undoLimitMs: Math.min(this.#limitMs, UNDO_TIMEOUT_MS) });
    if (driver.lockSnapshot !== undefined) this.lockSnapshot = (id, until, signal) => this.#within(`lock snapshot ${id}`, signal, (signal) => this.#snapshots.lock(id, until, signal));
    if (driver.space !== undefined) this.space = (signal) => this.#within('look up the room', signal, async (signal) => driver.space?.(`look up the room of ${this.#volume}`, signal));
    if (driver.makeVolume !== undefined) this.createVolume = (options, signal) => this.#within('create the volume', signal, (signal) => this.#createVolume(options, signal));
  }

  ownsSnapshot(id: string): boolean {
    return this.#snapshots.owns(id);
  }

  /** Everything in the list of the volume: icb's own, scheduled ones, what somebody made by hand. */
  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    return this.#within('list the snapshots', signal, (signal) => this.#snapshots.list(signal));
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    return this.#within('create a snapshot', signal, (signal) => this.#snapshots.create(signal));
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    await this.#within(`drop snapshot ${id}`, signal, (signal) => this.#snapshots.drop(id, signal));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    return this.#within(`clone snapshot ${id}`, signal, (signal) => this.#clones.create(id, cloneName, signal));
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    return this.#within('list the clones', signal, (signal) => this.#clones.list(signal));
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#within(`drop clone ${name}`, signal, (signal) => this.#clones.drop(name, signal));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    return this.#within(`look up ${name}`, signal, (signal) => this.#clones.mountSource(name, signal));
  }

  async close(): Promise<void> {
    await this.#driver.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #createVolume({ sizeBytes }: VolumeOptions, signal: AbortSignal): Promise<void> {
    const doing = `create ${this.#driver.words.volume} ${this.#volume}`;
    if (sizeBytes !== undefined && (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0)) throw new StorageError(`cannot ${doing}: ${sizeBytes} is not a size in bytes`);
    const existing = await this.#driver.findVolume(this.#driver.volume, doing, signal);
    if (existing !== undefined) throw new StorageConflictError(`cannot ${doing}: it exists already`);
    await this.#driver.makeVolume?.(sizeBytes, doing, signal);
  }

  get #volume(): string {
    return this.#driver.nameOf(this.#driver.volume);
  }

  #within<T>(doing: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinLimit({ limitMs: this.#limitMs, doing: `${doing} of ${this.#volume}` }, signal, work);
  }
}
