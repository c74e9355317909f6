// A site's own adapter behind the same face as the built-in ones. Its author does not know our rules, so what it returns
// is checked, what it throws is put into a sentence, and nobody waits for it longer than for any other storage system.
import { ConfigurationError, IcbError } from '#core/errors.ts';
import { untilAborted } from '#core/until-aborted.ts';
import type { Storage, StorageLimits } from '../adapter.ts';
import { StorageError } from '../errors.ts';
import { loadSiteAdapter, type SiteAdapterChoice } from './load-adapter.ts';
import { cloneFlaw, cloneListFlaw, isPrintable, shown, snapshotListFlaw } from './answers.ts';
import type { Clone, SnapHandler, SnapHandlerContext, Snapshot, VolumeOptions } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';

const alwaysNeeded = ['listSnapshots', 'createSnapshot', 'dropSnapshot'] as const;
const neededForClones = ['cloneSnapshot', 'listClones', 'dropClone', 'mountSource'] as const;

/** For one method with all it does; storage systems that snapshot slowly take minutes. */
const OPERATION_TIMEOUT_MS = 300_000;
/** Everything is done by then. */
const CLOSE_TIMEOUT_MS = 10_000;

/** @throws {ConfigurationError} when the module, the class or one of its methods is missing, or the constructor fails */
export async function openSiteStorage(choice: SiteAdapterChoice, context: SiteContext): Promise<Storage> {
  const SiteAdapter = await loadSiteAdapter(choice, context.configDir);
  const handler = construct(() => new SiteAdapter(publicContext(context)), choice.className);
  return new SiteStorage(handler, choice.className, context);
}

interface SiteContext extends SnapHandlerContext {
  readonly limits?: StorageLimits;
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
    hint: 'docs/write-your-own-adapter.md lists what an adapter needs; one for storage without clones says capabilities = { clones: false }',
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
  readonly #log: SnapHandlerContext['log'];
  readonly #limitMs: number;
  #closing: Promise<void> | undefined;
  readonly capabilities: NonNullable<SnapHandler['capabilities']>;
  /** Absent when the site's adapter has none. */
  readonly createVolume?: (options: VolumeOptions, signal?: AbortSignal) => Promise<void>;

  constructor(handler: SnapHandler, className: string, { database, log, limits }: SiteContext) {
    this.#handler = handler;
    this.#className = className;
    this.#database = database;
    this.#log = log;
    this.#limitMs = limits?.operationTimeoutMs ?? OPERATION_TIMEOUT_MS;
    this.capabilities = handler.capabilities ?? {};
    if (typeof handler.createVolume !== 'function') return;
    this.createVolume = (options, signal) => this.#call('createVolume', signal, async (either) => handler.createVolume?.(options, either));
  }

  /** A site's adapter lists what icb may manage, under whatever names its storage gives. */
  ownsSnapshot(): boolean {
    return true;
  }

  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    const listed: unknown = await this.#call('listSnapshots', signal, (either) => this.#handler.listSnapshots(either));
    this.#refuse('listSnapshots', snapshotListFlaw(listed));
    const snapshots = [...(listed as Snapshot[])];
    return snapshots.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  /** The id is believed when the snapshot is in the list, and was not there before: the ledger promises restores from it. */
  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const before = await this.listSnapshots(signal);
    const id: unknown = await this.#call('createSnapshot', signal, (either) => this.#handler.createSnapshot(either));
    if (typeof id !== 'string' || id === '') throw this.#wrong('createSnapshot', 'must return the id of the snapshot');
    if (!isPrintable(id)) throw this.#wrong('createSnapshot', `returned an id that is not printable: ${shown(id)}`);
    if (before.some((old) => old.id === id)) throw this.#wrong('createSnapshot', `returned ${id}, a snapshot that was there before`);
    const after = await this.listSnapshots(signal);
    if (!after.some((found) => found.id === id)) throw this.#wrong('createSnapshot', `returned ${id}, but listSnapshots does not list it`);
    return id;
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    await this.#call('dropSnapshot', signal, (either) => this.#handler.dropSnapshot(id, either));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    const clone = await this.#call('cloneSnapshot', signal, (either) => this.#handler.cloneSnapshot(id, cloneName, either));
    this.#refuse('cloneSnapshot', cloneFlaw(clone));
    return clone;
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    const clones = await this.#call('listClones', signal, (either) => this.#handler.listClones(either));
    this.#refuse('listClones', cloneListFlaw(clones));
    return clones;
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#call('dropClone', signal, (either) => this.#handler.dropClone(name, either));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    const source: unknown = await this.#call('mountSource', signal, (either) => this.#handler.mountSource(name, either));
    if (!isPrintable(source)) throw this.#wrong('mountSource', `must return host:/path, not ${shown(source)}`);
    return source;
  }

  /** Never throws: what was asked of the storage is done by then. */
  async close(): Promise<void> {
    this.#closing ??= this.#call('close', undefined, async () => this.#handler.close?.(), Math.min(this.#limitMs, CLOSE_TIMEOUT_MS)).catch(
      (error: unknown) => this.#log.warn(messageOf(error)),
    );
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // A method may ignore the signal it is given, so nobody waits for it any longer than for the signal. What it throws is no
  // defect of ours and must not come out as one.
  async #call<T>(
    method: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
    limitMs = this.#limitMs,
  ): Promise<T> {
    signal?.throwIfAborted();
    const doing = `finish ${this.#className}.${method} for ${this.#database}`;
    try {
      return await withinLimit({ limitMs, doing }, signal, async (either) => untilAborted(either, settled(() => work(either))));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof IcbError) throw error;
      throw new StorageError(`${this.#className}.${method} failed for ${this.#database}: ${messageOf(error)}`, { cause: error });
    }
  }

  #refuse(method: string, flaw: string | undefined): void {
    if (flaw !== undefined) throw this.#wrong(method, flaw);
  }

  #wrong(method: string, what: string): StorageError {
    return new StorageError(`${this.#className}.${method} ${what} (database ${this.#database})`, {
      hint: "the site's own adapter is at fault: snappermodule in the configuration names its file",
    });
  }
}

/** Its author may have forgotten `async`. */
async function settled<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
