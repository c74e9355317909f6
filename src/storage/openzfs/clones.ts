// Clones of one database's volume: made and dropped as a whole, and never mistaken for the volume itself.
import { CloneNotFoundError, NotOursError, StorageConflictError, StorageDeniedError, StorageError } from '../errors.ts';
import type { Clone, SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { ZfsClient } from './client.ts';
import type { Datasets, Filesystem } from './datasets.ts';
import { isPlainName } from './settings.ts';

interface Options extends Pick<SnapHandlerContext, 'database' | 'log'> {
  /** Property sharenfs of new clones; absent: inherited. */
  readonly shareNfs: string | undefined;
  readonly undoLimitMs: number;
}

export class OpenzfsClones {
  readonly #client: ZfsClient;
  readonly #datasets: Datasets;
  readonly #options: Options;

  constructor(client: ZfsClient, datasets: Datasets, options: Options) {
    this.#client = client;
    this.#datasets = datasets;
    this.#options = options;
  }

  /** By name. */
  async list(signal: AbortSignal): Promise<Clone[]> {
    return (await this.#datasets.clones(signal)).map((found) => this.#toClone(found));
  }

  /** Undoes what it did when it fails or is cancelled half-way. */
  async create(id: string, name: string, signal: AbortSignal): Promise<Clone> {
    const doing = `clone snapshot ${id} of ${this.#datasets.volume} as ${name}`;
    if (!isPlainName(name)) throw new StorageConflictError(`cannot ${doing}: the name of a clone has only letters, digits and _ . : -`);
    if ((await this.#datasets.findFilesystem(name, doing, signal)) !== undefined) {
      throw new StorageConflictError(`cannot ${doing}: ${this.#datasets.nameOf(name)} exists already`, {
        hint: 'choose another name, or drop the clone first',
      });
    }
    try {
      return await this.#create(id, name, doing, signal);
    } catch (error) {
      // The name was free before: a clone of this snapshot by this name is ours, mounted or not.
      await this.#undo(id, name);
      throw error;
    }
  }

  async drop(name: string, signal: AbortSignal): Promise<void> {
    const doing = `drop clone ${this.#datasets.nameOf(name)}`;
    if (name === this.#options.database) throw new NotOursError(`refused to ${doing}: it is the backup volume itself`);
    await this.#expectClone(name, doing, signal);
    await this.#destroy(name, doing, signal);
  }

  /** Of the volume itself or of a clone of it. */
  async mountPoint(name: string, signal: AbortSignal): Promise<string> {
    const doing = `find the mount point of ${this.#datasets.nameOf(name)}`;
    if (name !== this.#options.database) return mountPointOf(await this.#expectClone(name, doing, signal), doing);
    const volume = await this.#datasets.findFilesystem(name, doing, signal);
    return mountPointOf(volume ?? (await this.#datasets.raiseMissing(doing, signal)), doing);
  }

  async #create(id: string, name: string, doing: string, signal: AbortSignal): Promise<Clone> {
    const { shareNfs } = this.#options;
    // With the clone itself, so that at no moment it is shared as its neighbours are.
    const share = shareNfs === undefined ? [] : ['-o', `sharenfs=${shareNfs}`];
    const args = ['clone', ...share, this.#datasets.snapshotName(id), this.#datasets.nameOf(name)];
    const find = (signal: AbortSignal): Promise<Filesystem | undefined> => this.#findCloneOf(id, name, doing, signal);
    const outcome = await this.#client.change({ args, doing, happened: async (signal) => (await find(signal)) !== undefined }, signal);
    if (outcome === 'missing') return this.#datasets.raiseMissing(doing, signal, id);
    const clone = await find(signal);
    if (clone === undefined) throw new StorageError(`cannot ${doing}: zfs did so, but it is not there`);
    if (!clone.isMounted && mountPointOf(clone, doing) !== '') {
      const hint = 'on Linux only root can mount it: let icb call zfs by sudo (zfscommand in [openzfs])';
      throw new StorageDeniedError(`cannot ${doing}: zfs made it, but did not mount it`, { hint });
    }
    return { ...this.#toClone(clone), mountPoint: mountPointOf(clone, doing) };
  }

  // Takes no signal: it must run after a cancellation too.
  async #undo(id: string, name: string): Promise<void> {
    const doing = `take back clone ${this.#datasets.nameOf(name)}`;
    try {
      await withinLimit({ limitMs: this.#options.undoLimitMs, doing }, undefined, async (signal) => {
        if ((await this.#findCloneOf(id, name, doing, signal)) !== undefined) await this.#destroy(name, doing, signal);
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#options.log.warn(`${said}; if it was created, drop it with: icb snapper ${this.#options.database} dropclone ${name}`);
    }
  }

  /** Never with -r or -R, which take what hangs on it along, nor with -f, which can hang a whole zfs-fuse. */
  async #destroy(name: string, doing: string, signal: AbortSignal): Promise<void> {
    const dataset = this.#datasets.nameOf(name);
    if (!isPlainName(name)) throw new NotOursError(`refused to ${doing}: no clone of icb has such a name`);
    const happened = async (signal: AbortSignal): Promise<boolean> => (await this.#datasets.findFilesystem(name, doing, signal)) === undefined;
    await this.#client.changeBusy({ args: ['destroy', dataset], doing, happened }, signal);
    if (!(await happened(signal))) throw new StorageError(`cannot ${doing}: zfs did so, but it is still there`);
  }

  async #findCloneOf(id: string, name: string, doing: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    const found = await this.#datasets.findFilesystem(name, doing, signal);
    return found?.origin === this.#datasets.snapshotName(id) ? found : undefined;
  }

  async #expectClone(name: string, doing: string, signal: AbortSignal): Promise<Filesystem> {
    const found = isPlainName(name) ? await this.#datasets.findFilesystem(name, doing, signal) : undefined;
    if (found === undefined) {
      const hint = `see: icb snapper ${this.#options.database} listclones`;
      throw new CloneNotFoundError(`cannot ${doing}: there is no such dataset`, { hint });
    }
    if (this.#datasets.isClone(found)) return found;
    throw new NotOursError(`refused to ${doing}: it is not a clone of ${this.#datasets.volume}`);
  }

  #toClone(found: Filesystem): Clone {
    return { name: this.#datasets.childOf(found), origin: found.origin?.replace(/^.*@/, '') ?? '', mountPoint: found.mountPoint };
  }
}

function mountPointOf({ name, mountPoint }: Filesystem, doing: string): string {
  if (mountPoint.startsWith('/')) return mountPoint;
  throw new StorageError(`cannot ${doing}: the mountpoint of ${name} is ${mountPoint}`, {
    hint: 'icb needs a path that can be exported: set mountpoint of the dataset that holds it',
  });
}
