// A site's own adapter behind the same face as the built-in ones. Its author does not know our rules, so what it returns
// is checked and what it throws is put into a sentence.
import { ConfigurationError, IcbError } from '#core/errors.ts';
import type { Storage } from './adapter.ts';
import { StorageError } from './errors.ts';
import { loadSiteAdapter, type SiteAdapterChoice } from './load-site-adapter.ts';
import type { Clone, SnapHandler, SnapHandlerContext, Snapshot, VolumeOptions } from './snap-handler.ts';

const alwaysNeeded = ['listSnapshots', 'createSnapshot', 'dropSnapshot'] as const;
const neededForClones = ['cloneSnapshot', 'listClones', 'dropClone', 'mountSource'] as const;

/** @throws {ConfigurationError} when the module, the class or one of its methods is missing, or the constructor fails */
export async function openSiteStorage(choice: SiteAdapterChoice, context: SnapHandlerContext): Promise<Storage> {
  const SiteAdapter = await loadSiteAdapter(choice, context.configDir);
  const handler = construct(() => new SiteAdapter(publicContext(context)), choice.className);
  return new SiteStorage(handler, choice.className, context.database);
}

// Exactly what the contract promises, and nothing that happens to lie beside it.
function publicContext({ database, configDir, log, ...lookup }: SnapHandlerContext): SnapHandlerContext {
  return {
    database,
    configDir,
    get: (key, section) => lookup.get(key, section),
    log: {
      debug: (message) => log.debug(message),
      info: (message) => log.info(message),
      warn: (message) => log.warn(message),
    },
  };
}

function construct(create: () => object, className: string): SnapHandler {
  const handler: Partial<SnapHandler> = constructed(create, className);
  const needed = handler.capabilities?.clones === false ? alwaysNeeded : [...alwaysNeeded, ...neededForClones];
  const missing = needed.filter((method) => typeof handler[method] !== 'function');
  if (missing.length === 0) return handler as SnapHandler;
  throw new ConfigurationError(`snapperclass: ${className} has no method ${missing.join(', ')}`, {
    hint: 'an adapter needs every method of the SnapHandler interface; see the README',
  });
}

function constructed(create: () => object, className: string): object {
  try {
    return create();
  } catch (error) {
    if (error instanceof IcbError) throw error;
    throw new ConfigurationError(`snapperclass: ${className} could not be set up: ${messageOf(error)}`, { cause: error });
  }
}

class SiteStorage implements Storage {
  readonly #handler: SnapHandler;
  readonly #className: string;
  readonly #database: string;
  readonly capabilities: NonNullable<SnapHandler['capabilities']>;
  /** Absent when the site's adapter has none. */
  readonly createVolume?: (options: VolumeOptions, signal?: AbortSignal) => Promise<void>;

  constructor(handler: SnapHandler, className: string, database: string) {
    this.#handler = handler;
    this.#className = className;
    this.#database = database;
    this.capabilities = handler.capabilities ?? {};
    if (typeof handler.createVolume !== 'function') return;
    this.createVolume = (options, signal) =>
      this.#call('createVolume', signal, async () => handler.createVolume?.(options, signal));
  }

  /** A site's adapter lists what icb may manage, under whatever names its storage gives. */
  ownsSnapshot(): boolean {
    return true;
  }

  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    const listed: unknown = await this.#call('listSnapshots', signal, () => this.#handler.listSnapshots(signal));
    if (!Array.isArray(listed)) throw this.#wrong('listSnapshots', 'must return an array');
    const flaw = listed.map(flawOf).find((found) => found !== undefined);
    if (flaw !== undefined) throw this.#wrong('listSnapshots', flaw);
    const snapshots: Snapshot[] = [...listed];
    return snapshots.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const id: unknown = await this.#call('createSnapshot', signal, () => this.#handler.createSnapshot(signal));
    if (typeof id !== 'string' || id === '') throw this.#wrong('createSnapshot', 'must return the id of the snapshot');
    return id;
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    await this.#call('dropSnapshot', signal, () => this.#handler.dropSnapshot(id, signal));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    return this.#call('cloneSnapshot', signal, () => this.#handler.cloneSnapshot(id, cloneName, signal));
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    return this.#call('listClones', signal, () => this.#handler.listClones(signal));
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#call('dropClone', signal, () => this.#handler.dropClone(name, signal));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    return this.#call('mountSource', signal, () => this.#handler.mountSource(name, signal));
  }

  async close(): Promise<void> {
    await this.#call('close', undefined, async () => this.#handler.close?.());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // What a site's adapter throws is no defect of ours, so it must not come out as one.
  async #call<T>(method: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof IcbError) throw error;
      throw new StorageError(`${this.#className}.${method} failed for ${this.#database}: ${messageOf(error)}`, { cause: error });
    }
  }

  #wrong(method: string, what: string): StorageError {
    return new StorageError(`${this.#className}.${method} ${what} (database ${this.#database})`);
  }
}

function flawOf(snapshot: Partial<Snapshot> | null | undefined): string | undefined {
  if (typeof snapshot?.id !== 'string' || snapshot.id === '') return 'returned a snapshot without an id';
  const { id, createdAt, cloneCount } = snapshot;
  if (!(createdAt instanceof Date) || Number.isNaN(createdAt.getTime())) return `returned snapshot ${id} without a Date as createdAt`;
  if (typeof cloneCount !== 'number') return `returned snapshot ${id} without a number as cloneCount`;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
