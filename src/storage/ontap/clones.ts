// Clones of one database's volume (FlexClone volumes): made and dropped as a whole, and never mistaken for the volume itself.
import { CloneNotFoundError, NotOursError, SnapshotInUseError, SnapshotNotFoundError, StorageConflictError, StorageError } from '../errors.ts';
import type { Clone, SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import { changeConfirmed, createConfirmed, deleteConfirmed } from './changes.ts';
import type { OntapClient } from './client.ts';
import type { OntapVolume } from './responses.ts';
import type { OntapSnapshots } from './snapshots.ts';
import { isCloneOf, type OntapVolumes } from './volumes.ts';

export class OntapClones {
  readonly #client: OntapClient;
  readonly #volumes: OntapVolumes;
  readonly #snapshots: OntapSnapshots;
  readonly #database: string;
  readonly #log: SnapHandlerContext['log'];
  readonly #undoLimitMs: number;

  constructor(
    client: OntapClient,
    { volumes, snapshots, ...options }: Pick<SnapHandlerContext, 'database' | 'log'> & { volumes: OntapVolumes; snapshots: OntapSnapshots; undoLimitMs: number },
  ) {
    this.#client = client;
    this.#volumes = volumes;
    this.#snapshots = snapshots;
    this.#database = options.database;
    this.#log = options.log;
    this.#undoLimitMs = options.undoLimitMs;
  }

  /** By name. */
  async list(doing: string, signal: AbortSignal): Promise<Clone[]> {
    const volume = await this.#volumes.own(doing, signal);
    return (await this.#volumes.clonesOf(volume, doing, signal)).map(toClone);
  }

  /** Undoes what it did when it fails or is cancelled half-way. */
  async create(id: string, name: string, signal: AbortSignal): Promise<Clone> {
    const doing = `clone snapshot ${id} of ${this.#volumes.nameOf(this.#volumes.volume)} as ${name}`;
    if ((await this.#volumes.find(name, doing, signal)) !== undefined) {
      throw new StorageConflictError(`cannot ${doing}: ${this.#volumes.nameOf(name)} exists already`, { hint: 'choose another name, or drop the clone first' });
    }
    const volume = await this.#volumes.own(doing, signal);
    if ((await this.#snapshots.find(volume, id, doing, signal)) === undefined) throw this.#missing(id, doing);
    try {
      return toClone(await this.#create(volume, { id, name, doing }, signal));
    } catch (error) {
      // The name was free before; with a conflict somebody else was quicker, anything else of this name is ours.
      if (!(error instanceof StorageConflictError)) await this.#undo(volume, id, name);
      throw error;
    }
  }

  async drop(name: string, signal: AbortSignal): Promise<void> {
    const doing = `drop clone ${this.#volumes.nameOf(name)}`;
    if (name === this.#volumes.volume) throw new NotOursError(`refused to ${doing}: it is the backup volume itself`);
    const clone = await this.#expectClone(name, doing, signal);
    const further = await this.#volumes.clonesOf(clone, doing, signal);
    if (further.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones itself (${further.map(({ name }) => name).join(', ')})`);
    await this.#delete(clone, doing, signal);
  }

  /** Of the volume of the database, under either of its names, or of a clone of it. */
  async mountPoint(name: string, signal: AbortSignal): Promise<string> {
    const doing = `find the mount point of ${this.#volumes.nameOf(name)}`;
    const isOwn = name === this.#database || name === this.#volumes.volume;
    return mountPointOf(isOwn ? await this.#volumes.own(doing, signal) : await this.#expectClone(name, doing, signal), doing);
  }

  async #create(volume: OntapVolume, { id, name, doing }: { readonly id: string; readonly name: string; readonly doing: string }, signal: AbortSignal): Promise<OntapVolume> {
    const find = (signal: AbortSignal): Promise<OntapVolume | undefined> => this.#findCloneOf(volume, id, name, signal);
    const body = {
      name,
      svm: { name: volume.svm },
      clone: { is_flexclone: true, parent_volume: { name: volume.name }, parent_snapshot: { name: id } },
      nas: { path: `/${name}` },
    };
    const clone = await createConfirmed(this.#client, { path: ['storage', 'volumes'], body, doing, find }, signal);
    if (clone === undefined) throw this.#missing(id, doing);
    const finished = await this.#dress(clone, volume, { doing, find }, signal);
    mountPointOf(finished, doing);
    return finished;
  }

  /** The export policy of its parent, and no snapshot directory: a clone does not get either for certain when it is made. */
  async #dress(
    clone: OntapVolume,
    { exportPolicy }: OntapVolume,
    { doing, find }: { readonly doing: string; readonly find: (signal: AbortSignal) => Promise<OntapVolume | undefined> },
    signal: AbortSignal,
  ): Promise<OntapVolume> {
    const needsPolicy = exportPolicy !== undefined && clone.exportPolicy !== exportPolicy;
    const needsHiding = clone.hidesSnapshots === false;
    if (!needsPolicy && !needsHiding) return clone;
    const body = {
      ...(needsPolicy ? { nas: { export_policy: { name: exportPolicy } } } : {}),
      ...(needsHiding ? { snapshot_directory_access_enabled: false } : {}),
    };
    const isDone = (found: OntapVolume): boolean => (!needsPolicy || found.exportPolicy === exportPolicy) && (!needsHiding || found.hidesSnapshots === true);
    const dressed = await changeConfirmed(this.#client, { path: pathOf(clone), body, doing, find, isDone }, signal);
    if (dressed === undefined) throw new StorageError(`cannot ${doing}: it has vanished meanwhile`);
    return dressed;
  }

  // Takes no signal: it must run after a cancellation too.
  async #undo(volume: OntapVolume, id: string, name: string): Promise<void> {
    const doing = `take back clone ${this.#volumes.nameOf(name)}`;
    try {
      await withinLimit({ limitMs: this.#undoLimitMs, doing }, undefined, async (signal) => {
        // The job may still be at it when the request was cancelled.
        const clone = await this.#client.appears((signal) => this.#findCloneOf(volume, id, name, signal), signal);
        if (clone !== undefined) await this.#delete(clone, doing, signal);
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#log.warn(`${said}; if it was created, drop it with: icb snapper ${this.#database} dropclone ${name}`);
    }
  }

  /** Unmounted, offline, gone: ONTAP deletes no volume that is mounted. */
  async #delete(clone: OntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(clone.name, doing, signal);
      return found?.uuid === clone.uuid ? found : undefined;
    };
    const change = { path: pathOf(clone), doing, find };
    if (clone.junctionPath !== undefined) {
      await changeConfirmed(this.#client, { ...change, body: { nas: { path: '' } }, isDone: ({ junctionPath }) => junctionPath === undefined }, signal);
    }
    if (clone.isOnline) await changeConfirmed(this.#client, { ...change, body: { state: 'offline' }, isDone: ({ isOnline }) => !isOnline }, signal);
    await deleteConfirmed(this.#client, change, signal);
  }

  async #findCloneOf(volume: OntapVolume, id: string, name: string, signal: AbortSignal): Promise<OntapVolume | undefined> {
    const found = await this.#volumes.find(name, `look up volume ${this.#volumes.nameOf(name)}`, signal);
    return found !== undefined && isCloneOf(found, volume) && found.parent?.snapshot === id ? found : undefined;
  }

  async #expectClone(name: string, doing: string, signal: AbortSignal): Promise<OntapVolume> {
    const found = await this.#volumes.find(name, doing, signal);
    if (found === undefined) {
      throw new CloneNotFoundError(`cannot ${doing}: there is no such volume`, { hint: `see: icb snapper ${this.#database} listclones` });
    }
    if (isCloneOf(found, await this.#volumes.own(doing, signal))) return found;
    throw new NotOursError(`refused to ${doing}: it is not a clone of ${this.#volumes.nameOf(this.#volumes.volume)}`);
  }

  #missing(id: string, doing: string): SnapshotNotFoundError {
    return new SnapshotNotFoundError(`cannot ${doing}: there is no snapshot ${id}`, { hint: `see: icb snapper ${this.#database} list` });
  }
}

function toClone({ name, parent, junctionPath = '' }: OntapVolume): Clone {
  return { name, origin: parent?.snapshot ?? '', mountPoint: junctionPath };
}

function mountPointOf({ junctionPath }: OntapVolume, doing: string): string {
  if (junctionPath === undefined) throw new StorageError(`cannot ${doing}: it has no junction path, so nobody can mount it`);
  return junctionPath;
}

function pathOf({ uuid }: OntapVolume): string[] {
  return ['storage', 'volumes', uuid];
}
