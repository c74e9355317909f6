// The steps that make a filesystem one that can be mounted, and that take a clone away.
import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageUnreachableError } from '../errors.ts';
import type { Outcome } from '../volume-driver.ts';
import type { DoradoClient, ObjectChange } from './client.ts';
import type { DoradoFilesystems } from './filesystems.ts';
import type { Filesystem, Share } from './responses.ts';
import type { DoradoShares } from './shares.ts';

type Find<T> = (signal: AbortSignal) => Promise<T | undefined>;

export class DoradoSteps {
  readonly #client: DoradoClient;
  readonly #filesystems: DoradoFilesystems;
  readonly #shares: DoradoShares;
  readonly #changes: ConfirmedChanges;

  constructor({ client, filesystems, shares, changes }: { client: DoradoClient; filesystems: DoradoFilesystems; shares: DoradoShares; changes: ConfirmedChanges }) {
    this.#client = client;
    this.#filesystems = filesystems;
    this.#shares = shares;
    this.#changes = changes;
  }

  /** A filesystem that `isOurs` knows again; undefined when what it is made of is not there. */
  async makeFilesystem(body: Readonly<Record<string, unknown>> & { readonly NAME: string }, isOurs: (found: Filesystem) => boolean, doing: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    const find = async (signal: AbortSignal): Promise<Filesystem | undefined> => {
      const found = await this.#filesystems.find(body.NAME, doing, signal);
      return found !== undefined && isOurs(found) ? found : undefined;
    };
    const vstore = await this.#filesystems.vstoreQuery(doing, signal);
    const change = { method: 'POST', object: 'filesystem', body: { ...body, ...vstore }, doing } as const;
    return this.#changes.create({ doing, attempt: (signal) => this.attemptToMake(change, find, signal), find }, signal);
  }

  /** Its share, and all who may mount it. */
  async share(filesystem: Filesystem, clients: readonly string[], doing: string, signal: AbortSignal): Promise<Share> {
    return this.#shares.make(filesystem, clients, await this.#filesystems.vstoreQuery(doing, signal), doing, signal);
  }

  /** Its shares first: what is shared cannot be deleted. */
  async destroy({ id, name }: Filesystem, doing: string, signal: AbortSignal): Promise<void> {
    const query = await this.#filesystems.vstoreQuery(doing, signal);
    for (const share of await this.#shares.of({ id }, query, doing, signal)) await this.#shares.remove(share, query, doing, signal);
    const find = async (signal: AbortSignal): Promise<Filesystem | undefined> => {
      const found = await this.#filesystems.find(name, doing, signal);
      return found?.id === id ? found : undefined;
    };
    await this.#changes.remove({ doing, attempt: (signal) => this.#client.attempt({ method: 'DELETE', object: 'filesystem', id, query, doing }, signal), find }, signal);
  }

  /**
   * One attempt at what was not there before. What an array answers "busy" to may appear a little later, and the number for a
   * name that is taken is not known of every kind of object.
   * @throws {StorageConflictError} when the name is taken meanwhile
   */
  async attemptToMake(change: ObjectChange, find: Find<unknown>, signal: AbortSignal): Promise<Outcome> {
    try {
      return await this.#client.attempt(change, signal);
    } catch (error) {
      if (error instanceof StorageFaultError && (await this.#changes.appears(find, signal)) !== undefined) return 'done';
      if (isPlainRefusal(error) && (await find(signal)) !== undefined) throw new StorageConflictError(error.message, { cause: error });
      throw error;
    }
  }
}

function isPlainRefusal(error: unknown): error is StorageError {
  return error instanceof StorageError && ![StorageFaultError, StorageUnreachableError, StorageConflictError].some((other) => error instanceof other);
}
