// OpenZFS: the volume of a database is the dataset named after it in one parent, on this host or on one that ssh reaches.
import type { Clock } from '#core/clock.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import type { AdapterContext, Storage, StorageAdapter } from '../adapter.ts';
import { NotOursError, SnapshotInUseError, StorageConflictError, StorageDeniedError, StorageError } from '../errors.ts';
import { createUnderFreeName } from '../free-snapshot-name.ts';
import type { Clone, Snapshot, VolumeOptions } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import { ZfsClient } from './client.ts';
import { OpenzfsClones } from './clones.ts';
import { Datasets, type SnapshotDetails } from './datasets.ts';
import { ZfsProgram } from './program.ts';
import { isPlainName, type OpenzfsSettings, readSettings } from './settings.ts';

export const adapter: StorageAdapter = {
  async open(context) {
    return new OpenzfsStorage(context, readSettings(context));
  },
};

const COMMAND_TIMEOUT_MS = 60_000;
const OPERATION_TIMEOUT_MS = 300_000;
/** Taking back a clone must not outlast the patience of whoever cancelled. */
const UNDO_TIMEOUT_MS = 60_000;

class OpenzfsStorage implements Storage {
  readonly #client: ZfsClient;
  readonly #datasets: Datasets;
  readonly #clones: OpenzfsClones;
  readonly #database: string;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #limitMs: number;
  readonly #mountHost: string;

  constructor(context: AdapterContext, settings: OpenzfsSettings) {
    const { database, clock, limits, zone, log } = context;
    this.#database = database;
    this.#client = new ZfsClient(new ZfsProgram(settings, limits?.requestTimeoutMs ?? COMMAND_TIMEOUT_MS), { clock, host: settings.host });
    this.#datasets = new Datasets(this.#client, { dataset: settings.dataset, database });
    this.#limitMs = limits?.operationTimeoutMs ?? OPERATION_TIMEOUT_MS;
    const undoLimitMs = Math.min(this.#limitMs, UNDO_TIMEOUT_MS);
    this.#clones = new OpenzfsClones(this.#client, this.#datasets, { database, log, shareNfs: settings.shareNfs, undoLimitMs });
    this.#clock = clock;
    this.#zone = zone ?? 'system';
    this.#mountHost = settings.mountHost;
  }

  ownsSnapshot(id: string): boolean {
    return isOwnSnapshotName(this.#database, id);
  }

  /** Everything in the list of the dataset: icb's own, those of other tools, what somebody made by hand. */
  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    return this.#within('list the snapshots', signal, (signal) => this.#datasets.snapshots(signal));
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const naming = { database: this.#database, clock: this.#clock, zone: this.#zone, volume: this.#datasets.volume } as const;
    return this.#within('create a snapshot', signal, (signal) => createUnderFreeName(naming, (id) => this.#create(id, signal)));
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    await this.#within(`drop snapshot ${id}`, signal, (signal) => this.#drop(id, signal));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    return this.#within(`clone snapshot ${id}`, signal, (signal) => this.#clones.create(id, cloneName, signal));
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    return this.#within('list the clones', signal, (signal) => this.#clones.list(signal));
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#within(`drop clone ${name}`, signal, (signal) => this.#clones.drop(name, signal));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    const mountPoint = await this.#within(`look up ${name}`, signal, (signal) => this.#clones.mountPoint(name, signal));
    return `${this.#mountHost}:${mountPoint}`;
  }

  /** `sizeBytes` becomes the quota of the dataset; all else is inherited. */
  async createVolume({ sizeBytes }: VolumeOptions, signal?: AbortSignal): Promise<void> {
    const doing = `create dataset ${this.#datasets.volume}`;
    if (sizeBytes !== undefined && (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0)) {
      throw new StorageError(`cannot ${doing}: ${sizeBytes} is not a size in bytes`);
    }
    const quota = sizeBytes === undefined ? [] : ['-o', `quota=${sizeBytes}`];
    await this.#within('create the volume', signal, async (signal) => {
      const exists = async (signal: AbortSignal): Promise<boolean> => (await this.#datasets.findFilesystem(this.#database, doing, signal)) !== undefined;
      if (await exists(signal)) throw new StorageConflictError(`cannot ${doing}: it exists already`);
      const outcome = await this.#client.change({ args: ['create', ...quota, this.#datasets.volume], doing, happened: exists }, signal);
      if (outcome === 'missing') await this.#datasets.raiseMissing(doing, signal);
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #within<T>(doing: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinLimit({ limitMs: this.#limitMs, doing: `${doing} of ${this.#datasets.volume}` }, signal, work);
  }

  /** False when the name is taken. The look beforehand is what tells our own snapshot from an older one of the same name. */
  async #create(id: string, signal: AbortSignal): Promise<boolean> {
    const doing = `create snapshot ${id} of ${this.#datasets.volume}`;
    const exists = async (signal: AbortSignal): Promise<boolean> => (await this.#datasets.findSnapshot(id, doing, signal)) !== undefined;
    if (await exists(signal)) return false;
    try {
      const outcome = await this.#client.change({ args: ['snapshot', this.#datasets.snapshotName(id)], doing, happened: exists }, signal);
      if (outcome === 'missing') await this.#datasets.raiseMissing(doing, signal);
    } catch (error) {
      if (error instanceof StorageConflictError && (await exists(signal))) return false;
      throw error;
    }
    if (await exists(signal)) return true;
    throw new StorageError(`cannot ${doing}: zfs did so, but it is not there`);
  }

  /** Never with -r, -R or -d: what has clones or holds stays, at once and for good. */
  async #drop(id: string, signal: AbortSignal): Promise<void> {
    const doing = `drop snapshot ${id} of ${this.#datasets.volume}`;
    const find = (signal: AbortSignal): Promise<SnapshotDetails | undefined> => this.#datasets.findSnapshot(id, doing, signal);
    const snapshot = isPlainName(id) ? await find(signal) : undefined;
    if (snapshot === undefined && isPlainName(id)) return;
    // The shape of the name is what keeps a snapshot from being taken for a range of them, or for the dataset.
    if (snapshot === undefined || !this.ownsSnapshot(id)) throw new NotOursError(`refused to ${doing}: it was not made by icb`);
    refuseUsed(snapshot, doing);
    const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) === undefined;
    try {
      await this.#client.change({ args: ['destroy', this.#datasets.snapshotName(id)], doing, happened }, signal);
    } catch (error) {
      // A clone or a hold may have been made since we looked.
      if (error instanceof StorageConflictError) refuseUsed((await find(signal)) ?? snapshot, doing);
      throw error;
    }
    if (!(await happened(signal))) throw new StorageError(`cannot ${doing}: zfs did so, but it is still there`);
  }
}

function refuseUsed({ clones, snapshot }: SnapshotDetails, doing: string): void {
  if (clones.length > 0) {
    throw new SnapshotInUseError(`cannot ${doing}: it has clones (${clones.join(', ')})`, { hint: 'drop the clones first' });
  }
  if (snapshot.lockedUntil !== undefined) {
    throw new StorageDeniedError(`cannot ${doing}: it is held`, { hint: 'see zfs holds, and zfs release if nobody needs it any more' });
  }
}
