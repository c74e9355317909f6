// NFS shares of filesystems: found, made with the clients that may mount them, and taken away.
import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import type { DoradoClient, ObjectChange } from './client.ts';
import type { VstoreQuery } from './filesystems.ts';
import { type Filesystem, parseShare, parseShareClient, type Share } from './responses.ts';

/** Read and write, and nobody's identity is changed: Oracle's files keep their owner. 1 means "no squash". */
const access = { ACCESSVAL: 1, SYNC: 0, ALLSQUASH: 1, ROOTSQUASH: 1 } as const;

export class DoradoShares {
  readonly #client: DoradoClient;
  readonly #changes: ConfirmedChanges;

  constructor(client: DoradoClient, changes: ConfirmedChanges) {
    this.#client = client;
    this.#changes = changes;
  }

  async of({ id }: Pick<Filesystem, 'id'>, query: VstoreQuery, doing: string, signal: AbortSignal): Promise<Share[]> {
    const found = await this.#client.list({ object: 'NFSHARE', filter: ['FSID', id], query, doing }, parseShare, signal);
    return found.filter(({ filesystemId }) => filesystemId === id);
  }

  /** Of all filesystems of a vStore at once. */
  async all(query: VstoreQuery, doing: string, signal: AbortSignal): Promise<Share[]> {
    return this.#client.list({ object: 'NFSHARE', query, doing }, parseShare, signal);
  }

  /** Under the name of the filesystem, for these clients. */
  async make({ id, name }: Filesystem, clients: readonly string[], query: VstoreQuery, doing: string, signal: AbortSignal): Promise<Share> {
    const path = `/${name}/`;
    const find = async (signal: AbortSignal): Promise<Share | undefined> => (await this.of({ id }, query, doing, signal)).find((share) => share.path === path);
    const share = await this.#make({ method: 'POST', object: 'NFSHARE', body: { SHAREPATH: path, FSID: id, ...query }, doing }, find, signal);
    for (const client of clients) {
      const findClient = async (signal: AbortSignal): Promise<true | undefined> => (await this.#hasClient(share, client, query, doing, signal)) || undefined;
      await this.#make({ method: 'POST', object: 'NFS_SHARE_AUTH_CLIENT', body: { NAME: client, PARENTID: share.id, ...access, ...query }, doing }, findClient, signal);
    }
    return share;
  }

  async remove({ id, filesystemId }: Share, query: VstoreQuery, doing: string, signal: AbortSignal): Promise<void> {
    const find = async (signal: AbortSignal): Promise<Share | undefined> => (await this.of({ id: filesystemId }, query, doing, signal)).find((share) => share.id === id);
    await this.#changes.remove({ doing, attempt: (signal) => this.#client.attempt({ method: 'DELETE', object: 'NFSHARE', id, query, doing }, signal), find }, signal);
  }

  /** What the filesystem is already made for must not end in a conflict: that would say that the filesystem is somebody else's. */
  async #make<T>(change: ObjectChange, find: (signal: AbortSignal) => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
    const { doing, object } = change;
    try {
      const made = await this.#changes.create({ doing, attempt: (signal) => this.#client.attempt(change, signal), find }, signal);
      if (made !== undefined) return made;
    } catch (error) {
      if (!(error instanceof StorageConflictError)) throw error;
      throw new StorageError(`${error.message}; what is there is not what was asked for`, { cause: error, hint: `look at ${object} on the array` });
    }
    throw new StorageError(`cannot ${doing}: what it belongs to has vanished meanwhile`);
  }

  async #hasClient(share: Share, name: string, query: VstoreQuery, doing: string, signal: AbortSignal): Promise<boolean> {
    const clients = await this.#client.list({ object: 'NFS_SHARE_AUTH_CLIENT', filter: ['PARENTID', share.id], query, doing }, parseShareClient, signal);
    return clients.some((client) => client.name === name && (client.shareId ?? share.id) === share.id);
  }
}

/** Where a filesystem is mounted from; its own share before one of a folder inside it. */
export function mountPointOf({ name, id }: Filesystem, shares: readonly Share[]): string | undefined {
  const paths = shares.filter(({ filesystemId }) => filesystemId === id).map(({ path }) => path);
  return paths.find((path) => path === `/${name}/`) ?? paths.sort()[0];
}
