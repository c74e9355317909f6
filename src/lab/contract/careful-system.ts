// A storage system of somebody's: the suite works on one volume without snapshots, and takes away afterwards what it made itself.
import { NotStartedError } from '#core/errors.ts';
import type { Clock } from '#core/clock.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Clone, Snapshot } from '#storage/snap-handler.ts';
import type { Given, SystemUnderTest } from './system-under-test.ts';

interface CarefulOptions {
  readonly database: string;
  readonly isForeign: boolean;
  readonly clock: Clock;
  readonly open: (given: Given) => Promise<Storage>;
  /** Cancels whatever is under way. */
  readonly signal: AbortSignal;
}

export class CarefulSystem implements SystemUnderTest {
  readonly database: string;
  readonly isForeign: boolean;
  readonly #options: CarefulOptions;
  readonly #made: Made = { snapshots: new Set(), clones: new Set() };

  constructor(options: CarefulOptions) {
    this.#options = options;
    this.database = options.database;
    this.isForeign = options.isForeign;
  }

  /** Of the one volume only. */
  async open(_database: string, given: Given = {}): Promise<Storage> {
    return new RecordedStorage(await this.#options.open(given), this.#made, this.#options.signal);
  }

  now(): Date {
    return this.#options.clock.now().toJSDate();
  }

  /** @throws {NotStartedError} when there are snapshots or clones that are not the suite's */
  async requireEmpty(): Promise<void> {
    const found = await this.#found();
    if (found.length === 0) return;
    const hint = 'it needs a volume of its own: drop what is there by icb snapper if it was left by an earlier trial, or name another database';
    throw new NotStartedError(`the volume of ${this.database} has ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', ...' : ''}: the contract is tried on one without snapshots`, { hint });
  }

  /** Drops what the suite made; what is there all the same afterwards. Takes no signal: it must run after a cancellation too. */
  async cleanUp(): Promise<string[]> {
    await using storage = await this.#options.open({});
    for (const { name } of await clonesOf(storage)) if (this.#made.clones.has(name)) await storage.dropClone(name).catch(() => undefined);
    for (const { id } of await storage.listSnapshots()) if (this.#made.snapshots.has(id)) await storage.dropSnapshot(id).catch(() => undefined);
    return this.#found();
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #found(): Promise<string[]> {
    await using storage = await this.#options.open({});
    return [...(await clonesOf(storage)).map(({ name }) => `clone ${name}`), ...(await storage.listSnapshots()).map(({ id }) => `snapshot ${id}`)];
  }
}

/** What was asked for and may be there. */
interface Made {
  readonly snapshots: Set<string>;
  readonly clones: Set<string>;
}

async function clonesOf(storage: Storage): Promise<Clone[]> {
  return storage.capabilities?.clones === false ? [] : storage.listClones();
}

/** Neither makes volumes nor locks snapshots: nobody could take that back. */
class RecordedStorage implements Storage {
  readonly #storage: Storage;
  readonly #made: Made;
  readonly #signal: AbortSignal;
  readonly capabilities: NonNullable<Storage['capabilities']>;

  constructor(storage: Storage, made: Made, signal: AbortSignal) {
    this.#storage = storage;
    this.#made = made;
    this.#signal = signal;
    this.capabilities = storage.capabilities ?? {};
  }

  ownsSnapshot(id: string): boolean {
    return this.#storage.ownsSnapshot(id);
  }

  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    return this.#storage.listSnapshots(this.#either(signal));
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const id = await this.#storage.createSnapshot(this.#either(signal));
    this.#made.snapshots.add(id);
    return id;
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    await this.#storage.dropSnapshot(id, this.#either(signal));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    this.#made.clones.add(cloneName);
    return this.#storage.cloneSnapshot(id, cloneName, this.#either(signal));
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    return this.#storage.listClones(this.#either(signal));
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#storage.dropClone(name, this.#either(signal));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    return this.#storage.mountSource(name, this.#either(signal));
  }

  async close(): Promise<void> {
    await this.#storage.close?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage[Symbol.asyncDispose]();
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#signal : AbortSignal.any([this.#signal, signal]);
  }
}
