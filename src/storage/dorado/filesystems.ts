// What can be read of the vStore that holds the filesystem of one database and its clones.
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import type { DoradoClient } from './client.ts';
import { type Filesystem, type NamedObject, parseFilesystem, parseNamed } from './responses.ts';
import { isFilesystemName } from './settings.ts';

export type VstoreQuery = Readonly<{ vstoreId?: string }>;

export class DoradoFilesystems {
  readonly #client: DoradoClient;
  readonly #vstore: string | undefined;
  #vstoreId: string | undefined;
  /** Name of the database's filesystem. */
  readonly volume: string;

  constructor(client: DoradoClient, { vstore, volume }: { readonly vstore: string | undefined; readonly volume: string }) {
    this.#client = client;
    this.#vstore = vstore;
    this.volume = volume;
  }

  /** `vstore/filesystem`, for messages. */
  nameOf(filesystem: string): string {
    return this.#vstore === undefined ? filesystem : `${this.#vstore}/${filesystem}`;
  }

  /** What says to the array which vStore is meant: in a query, or in a body. */
  async vstoreQuery(doing: string, signal: AbortSignal): Promise<VstoreQuery> {
    if (this.#vstore === undefined) return {};
    this.#vstoreId ??= (await this.#findVstore(this.#vstore, doing, signal)).id;
    return { vstoreId: this.#vstoreId };
  }

  async find(name: string, doing: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    if (!isFilesystemName(name)) throw new StorageError(`cannot ${doing}: '${name}' is not the name of a filesystem (letters, digits, _, - and . only)`);
    const found = (await this.#list(['NAME', name], doing, signal)).filter((filesystem) => filesystem.name === name);
    if (found.length < 2) return found[0];
    const vstores = found.map(({ vstoreName, vstoreId }) => vstoreName ?? vstoreId ?? '?').join(', ');
    throw new StorageError(`cannot ${doing}: there is a filesystem ${name} in several vStores (${vstores})`, { hint: 'say which with vstore in [dorado]' });
  }

  /** The filesystem of the database. */
  async own(doing: string, signal: AbortSignal): Promise<Filesystem> {
    const found = await this.find(this.volume, doing, signal);
    if (found !== undefined) return found;
    const where = this.#vstore === undefined ? '' : ` in vStore ${this.#vstore}`;
    throw new VolumeNotFoundError(`cannot ${doing}: there is no filesystem ${this.volume}${where}`, { hint: 'check vstore in [dorado] and the name of the database; the filesystem is called like the database, and can be made by icb volume <db> create' });
  }

  /** Clones of a filesystem. The array cannot be asked for these alone. */
  async clonesOf(parent: Filesystem, doing: string, signal: AbortSignal): Promise<Filesystem[]> {
    return (await this.#list(undefined, doing, signal)).filter((filesystem) => isCloneOf(filesystem, parent));
  }

  /** The pool for a new filesystem, by its name or id. */
  async pool(wanted: string | undefined, doing: string, signal: AbortSignal): Promise<NamedObject> {
    const pools = await this.#client.list({ object: 'storagepool', doing }, parseNamed, signal);
    const fitting = wanted === undefined ? pools : [pools.find(({ name }) => name === wanted) ?? pools.find(({ id }) => id === wanted) ?? []].flat();
    const [pool, ...others] = fitting;
    if (pool !== undefined && others.length === 0) return pool;
    const what = wanted === undefined ? 'the array has not exactly one storage pool' : `there is no storage pool ${wanted}`;
    throw new StorageError(`cannot ${doing}: ${what}`, { hint: `name one with pool in [dorado]; there is: ${pools.map(({ name }) => name).join(', ')}` });
  }

  async #list(filter: readonly [string, string] | undefined, doing: string, signal: AbortSignal): Promise<Filesystem[]> {
    const query = await this.vstoreQuery(doing, signal);
    const found = await this.#client.list({ object: 'filesystem', query, doing, ...(filter === undefined ? {} : { filter }) }, parseFilesystem, signal);
    return found.filter(({ vstoreId }) => query.vstoreId === undefined || vstoreId === undefined || vstoreId === query.vstoreId);
  }

  /** Upper and lower case make no difference, as in the toolset before icb. */
  async #findVstore(wanted: string, doing: string, signal: AbortSignal): Promise<NamedObject> {
    const vstores = await this.#client.list({ object: 'vstore', doing }, parseNamed, signal);
    const found = vstores.find(({ name }) => name === wanted) ?? vstores.find(({ name }) => name.toUpperCase() === wanted.toUpperCase());
    if (found !== undefined) return found;
    throw new VolumeNotFoundError(`cannot ${doing}: there is no vStore ${wanted}, or the user does not see it`, { hint: 'check vstore in [dorado]' });
  }
}

/** Never true of the filesystem itself, nor of a clone of another vStore's filesystem of the same name. */
export function isCloneOf({ parent }: Filesystem, filesystem: Filesystem): boolean {
  return parent?.filesystemId === filesystem.id;
}
