// What zfs does for one database's dataset, step by step. Never with -r, -R, -d or -f: those take what hangs on something along,
// or mark for later, or can hang a whole zfs-fuse.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { NotOursError, SnapshotInUseError, StorageConflictError, StorageDeniedError, StorageError } from '../errors.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import type { ZfsClient } from './client.ts';
import { Datasets, type Filesystem, type FoundZfsSnapshot } from './datasets.ts';
import { isLockUntil, isOver, lockTag } from './holds.ts';
import { isPlainName } from './settings.ts';

interface Options {
  readonly dataset: string;
  /** Property sharenfs of new clones; absent: inherited. */
  readonly shareNfs: string | undefined;
  readonly mountHost: string;
  readonly database: string;
  readonly clock: Clock;
}

interface FoundDataset extends FoundVolume {
  readonly isMounted: boolean;
}

export class OpenzfsDriver implements VolumeDriver<FoundZfsSnapshot, FoundDataset> {
  readonly words = { system: 'zfs', volume: 'dataset', notExported: 'its mountpoint is no path that can be exported' };
  readonly separator = '-';
  readonly volume: string;
  readonly mountHost: string;
  readonly #client: ZfsClient;
  readonly #datasets: Datasets;
  readonly #shareNfs: string | undefined;
  readonly #changes: ConfirmedChanges;
  readonly #clock: Clock;

  constructor(client: ZfsClient, options: Options) {
    this.volume = options.database;
    this.mountHost = options.mountHost;
    this.#client = client;
    this.#datasets = new Datasets(client, options);
    this.#shareNfs = options.shareNfs;
    this.#clock = options.clock;
    this.#changes = new ConfirmedChanges(options.clock, this.words.system);
  }

  nameOf(volume: string): string {
    return this.#datasets.nameOf(volume);
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<FoundZfsSnapshot[]> {
    return (await this.#datasets.snapshots(doing, signal)) ?? this.raiseMissing(doing, signal);
  }

  /** The shape of the name is what keeps a snapshot from being taken for a range of them, or for the dataset. */
  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundZfsSnapshot | undefined> {
    if (!isPlainName(id)) throw new NotOursError(`refused to ${doing}: no snapshot of icb has such a name`);
    return this.#datasets.findSnapshot(id, doing, signal);
  }

  async makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    await this.#datasets.refuseElsewhere(doing, signal);
    return this.#client.attempt(['snapshot', this.#datasets.snapshotName(id)], doing, signal);
  }

  /** Holds of icb's go before it, once their time is over. */
  async destroySnapshot({ snapshot, holds }: FoundZfsSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    if (holds.length > 0 && !(await this.#releaseHolds(snapshot.id, doing, signal))) return 'absent';
    return this.#client.attempt(['destroy', this.#datasets.snapshotName(snapshot.id)], doing, signal);
  }

  async refuseHeld({ clones, holds }: FoundZfsSnapshot, doing: string): Promise<void> {
    if (clones.length > 0) {
      throw new SnapshotInUseError(`cannot ${doing}: it has clones (${clones.join(', ')})`, { hint: 'drop the clones first' });
    }
    const lasting = holds.filter((tag) => !isOver(tag, this.#clock.now().toJSDate()));
    if (lasting.length === 0) return;
    throw new StorageDeniedError(`cannot ${doing}: it is held (${lasting.join(', ')})`, { hint: 'see zfs holds, and zfs release if nobody needs it any more' });
  }

  async listClones(doing: string, signal: AbortSignal): Promise<FoundDataset[]> {
    return (await this.#datasets.clones(doing, signal)).map((clone) => this.#toFound(clone));
  }

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundDataset | undefined> {
    const found = isPlainName(name) ? await this.#datasets.findFilesystem(name, doing, signal) : undefined;
    return found === undefined ? undefined : this.#toFound(found);
  }

  async makeClone({ snapshot }: FoundZfsSnapshot, name: string, doing: string, signal: AbortSignal): Promise<FoundDataset> {
    if (!isPlainName(name)) throw new StorageConflictError(`cannot ${doing}: the name of a clone has only letters, digits and _ . : -`);
    // With the clone itself, so that at no moment it is shared as its neighbours are.
    const share = this.#shareNfs === undefined ? [] : ['-o', `sharenfs=${this.#shareNfs}`];
    const args = ['clone', ...share, this.#datasets.snapshotName(snapshot.id), this.nameOf(name)];
    const find = async (signal: AbortSignal): Promise<FoundDataset | undefined> => {
      const found = await this.findVolume(name, doing, signal);
      return found?.origin === snapshot.id ? found : undefined;
    };
    const attempt = async (signal: AbortSignal): Promise<Outcome> => {
      try {
        return await this.#client.attempt(args, doing, signal);
      } catch (error) {
        throw await this.#ours(error, find, signal);
      }
    };
    const clone = (await this.#changes.create({ doing, attempt, find }, signal)) ?? (await this.raiseMissing(doing, signal, snapshot.id));
    if (clone.isMounted || clone.mountPoint === undefined) return clone;
    const hint = 'on Linux only root can mount it: let icb call zfs by sudo (zfscommand in [openzfs])';
    throw new StorageDeniedError(`cannot ${doing}: zfs made it, but did not mount it`, { hint });
  }

  async destroyClone({ name, origin }: FoundDataset, doing: string, signal: AbortSignal): Promise<void> {
    if (!isPlainName(name)) throw new NotOursError(`refused to ${doing}: no clone of icb has such a name`);
    // Somebody may have made another dataset of that name by the time it is tried again.
    const find = async (signal: AbortSignal): Promise<FoundDataset | undefined> => {
      const found = await this.findVolume(name, doing, signal);
      return found?.origin === origin ? found : undefined;
    };
    const attempt = (signal: AbortSignal): Promise<Outcome> => this.#client.attemptBusy(['destroy', this.nameOf(name)], doing, signal);
    await this.#changes.remove({ doing, attempt, find }, signal);
  }

  /** By a hold whose tag tells the end; a longer one of icb's is enough. */
  async lockSnapshot({ snapshot: { id }, holds }: FoundZfsSnapshot, until: Date, doing: string, signal: AbortSignal): Promise<void> {
    if ((await this.#client.dialect(doing, signal)) === 'old') {
      throw new StorageError(`cannot ${doing}: this zfs cannot list the holds of a snapshot, so that nobody would release the lock after its time`, { hint: 'leave the lock out; OpenZFS 2.0 and later can' });
    }
    if (holds.some((tag) => isLockUntil(tag, until))) return;
    const tag = lockTag(until);
    const attempt = (signal: AbortSignal): Promise<Outcome> => this.#client.attempt(['hold', tag, this.#datasets.snapshotName(id)], doing, signal);
    const find = async (signal: AbortSignal): Promise<FoundZfsSnapshot | undefined> => {
      const found = await this.findSnapshot(id, doing, signal);
      return found?.holds.includes(tag) === true ? found : undefined;
    };
    if ((await this.#changes.create({ doing, attempt, find }, signal)) === undefined) await this.raiseMissing(doing, signal, id);
  }

  /** `sizeBytes` becomes the quota of the dataset; all else is inherited. */
  async makeVolume(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    const quota = sizeBytes === undefined ? [] : ['-o', `quota=${sizeBytes}`];
    const attempt = (signal: AbortSignal): Promise<Outcome> => this.#client.attempt(['create', ...quota, this.nameOf(this.volume)], doing, signal);
    const created = await this.#changes.create({ doing, attempt, find: (signal) => this.findVolume(this.volume, doing, signal) }, signal);
    if (created === undefined) await this.raiseMissing(doing, signal);
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    return this.#datasets.raiseMissing(doing, signal, snapshotId);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** As they are now: an earlier attempt may have released some of them. False when the snapshot is gone. */
  async #releaseHolds(id: string, doing: string, signal: AbortSignal): Promise<boolean> {
    const found = await this.findSnapshot(id, doing, signal);
    if (found === undefined) return false;
    await this.refuseHeld(found, doing);
    for (const tag of found.holds) await this.#client.attempt(['release', tag, this.#datasets.snapshotName(id)], doing, signal);
    return true;
  }

  /** The name was free before: with a clone of this snapshot under it, a conflict that is about mounting it says that it is ours. */
  async #ours(error: unknown, find: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    const isMade = error instanceof StorageConflictError && !/already exists/.test(error.message) && (await find(signal)) !== undefined;
    return isMade ? new StorageError(error.message, { cause: error.cause }) : error;
  }

  #toFound(filesystem: Filesystem): FoundDataset {
    const { mountPoint, isMounted, origin } = filesystem;
    const isClone = this.#datasets.isClone(filesystem);
    return {
      name: this.#datasets.childOf(filesystem),
      mountPoint: mountPoint.startsWith('/') ? mountPoint : undefined,
      isMounted,
      origin: isClone ? origin?.replace(/^.*@/, '') : undefined,
    };
  }
}
