// Clones of one database's volume: made and dropped as a whole, and never mistaken for the volume itself.
import { CloneNotFoundError, NotOursError, SnapshotInUseError, StorageConflictError, StorageError } from '../errors.ts';
import type { Clone, SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import { createConfirmed, deleteConfirmed } from './changes.ts';
import type { ZfssaClient } from './client.ts';
import type { ZfssaProject } from './project.ts';
import type { Filesystem } from './responses.ts';

export class ZfssaClones {
  readonly #client: ZfssaClient;
  readonly #project: ZfssaProject;
  readonly #database: string;
  readonly #log: SnapHandlerContext['log'];
  readonly #undoLimitMs: number;

  constructor(
    client: ZfssaClient,
    project: ZfssaProject,
    options: Pick<SnapHandlerContext, 'database' | 'log'> & { undoLimitMs: number },
  ) {
    this.#client = client;
    this.#project = project;
    this.#database = options.database;
    this.#log = options.log;
    this.#undoLimitMs = options.undoLimitMs;
  }

  /** By name. */
  async list(signal: AbortSignal): Promise<Clone[]> {
    return (await this.#project.clones(signal)).map(toClone);
  }

  /** Undoes what it did when it fails or is cancelled half-way. */
  async create(id: string, name: string, signal: AbortSignal): Promise<Clone> {
    const doing = `clone snapshot ${id} of ${this.#project.volume} as ${name}`;
    if ((await this.#project.findFilesystem(name, signal)) !== undefined) {
      throw new StorageConflictError(`cannot ${doing}: ${this.#project.nameOf(name)} exists already`, {
        hint: 'choose another name, or drop the clone first',
      });
    }
    try {
      return await this.#create(id, name, doing, signal);
    } catch (error) {
      // The name was free before; with a conflict somebody else was quicker, anything else of this name is ours.
      if (!(error instanceof StorageConflictError)) await this.#undo(id, name);
      throw error;
    }
  }

  async drop(name: string, signal: AbortSignal): Promise<void> {
    const doing = `drop clone ${this.#project.nameOf(name)}`;
    if (name === this.#database) throw new NotOursError(`refused to ${doing}: it is the backup volume itself`);
    await this.#expectClone(name, doing, signal);
    // Its own snapshots may go with it, but not what somebody cloned from them.
    const busy = (await this.#project.snapshots(signal, name)).find(({ cloneCount }) => cloneCount > 0);
    if (busy !== undefined) throw new SnapshotInUseError(`cannot ${doing}: its snapshot ${busy.id} has clones`);
    await this.#delete(name, doing, signal);
  }

  /** Of the volume itself or of a clone of it. */
  async mountPoint(name: string, signal: AbortSignal): Promise<string> {
    const doing = `find the mount point of ${this.#project.nameOf(name)}`;
    if (name !== this.#database) return mountPointOf(await this.#expectClone(name, doing, signal), doing);
    const volume = await this.#project.findFilesystem(name, signal);
    return mountPointOf(volume ?? (await this.#project.raiseMissing(doing, signal)), doing);
  }

  async #create(id: string, name: string, doing: string, signal: AbortSignal): Promise<Clone> {
    const clone = await createConfirmed(
      this.#client,
      {
        method: 'PUT',
        path: [...this.#project.snapshotPath(id), 'clone'],
        body: { project: this.#project.name, share: name },
        doing,
        find: (signal) => this.#findCloneOf(id, name, signal),
      },
      signal,
    );
    if (clone === undefined) return this.#project.raiseMissing(doing, signal, id);
    return { ...toClone(clone), mountPoint: mountPointOf(clone, doing) };
  }

  // Takes no signal: it must run after a cancellation too.
  async #undo(id: string, name: string): Promise<void> {
    const doing = `take back clone ${this.#project.nameOf(name)}`;
    try {
      await withinLimit({ limitMs: this.#undoLimitMs, doing }, undefined, async (signal) => {
        if ((await this.#findCloneOf(id, name, signal)) !== undefined) await this.#delete(name, doing, signal);
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#log.warn(`${said}; if it was created, drop it with: icb snapper ${this.#database} dropclone ${name}`);
    }
  }

  async #delete(name: string, doing: string, signal: AbortSignal): Promise<void> {
    const find = (signal: AbortSignal): Promise<unknown> => this.#project.findFilesystem(name, signal);
    await deleteConfirmed(this.#client, { path: this.#project.filesystemPath(name), doing, find }, signal);
  }

  async #findCloneOf(id: string, name: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    const found = await this.#project.findFilesystem(name, signal);
    return found !== undefined && this.#project.isClone(found) && found.origin?.snapshot === id ? found : undefined;
  }

  async #expectClone(name: string, doing: string, signal: AbortSignal): Promise<Filesystem> {
    const found = await this.#project.findFilesystem(name, signal);
    if (found === undefined) {
      const hint = `see: icb snapper ${this.#database} listclones`;
      throw new CloneNotFoundError(`cannot ${doing}: there is no such filesystem`, { hint });
    }
    if (this.#project.isClone(found)) return found;
    throw new NotOursError(`refused to ${doing}: it is not a clone of ${this.#project.volume}`);
  }
}

function toClone({ name, origin, mountPoint }: Filesystem): Clone {
  return { name, origin: origin?.snapshot ?? '', mountPoint };
}

function mountPointOf({ mountPoint }: Filesystem, doing: string): string {
  if (mountPoint === '') throw new StorageError(`cannot ${doing}: the appliance tells no mount point`);
  return mountPoint;
}
