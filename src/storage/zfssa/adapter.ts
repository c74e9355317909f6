// Oracle ZFS Storage Appliance: the volume of a database is the filesystem named after it in one project.
import type { Clock } from '#core/clock.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import type { AdapterContext, Storage, StorageAdapter } from '../adapter.ts';
import { NotOursError, SnapshotInUseError, StorageConflictError, StorageError } from '../errors.ts';
import { createUnderFreeName } from '../free-snapshot-name.ts';
import type { Clone, Snapshot, VolumeOptions } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import { openConnection } from '../tls-settings.ts';
import { createConfirmed, deleteConfirmed } from './changes.ts';
import { ZfssaClient } from './client.ts';
import { ZfssaClones } from './clones.ts';
import { ZfssaProject } from './project.ts';
import type { SnapshotDetails } from './responses.ts';
import { readSettings } from './settings.ts';

export const adapter: StorageAdapter = { open };

const OPERATION_TIMEOUT_MS = 300_000;
/** Taking back a clone must not outlast the patience of whoever cancelled. */
const UNDO_TIMEOUT_MS = 60_000;

async function open(context: AdapterContext): Promise<Storage> {
  const settings = readSettings(context);
  const credentials = await context.credentials('zfssa');
  const connection = openConnection(context, settings);
  const client = new ZfssaClient({ connection, credentials, clock: context.clock, host: settings.host });
  return new ZfssaStorage(client, context, settings);
}

class ZfssaStorage implements Storage {
  readonly #client: ZfssaClient;
  readonly #project: ZfssaProject;
  readonly #clones: ZfssaClones;
  readonly #database: string;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #limitMs: number;
  readonly #mountHost: string;

  constructor(client: ZfssaClient, context: AdapterContext, settings: { pool: string; project: string; mountHost: string }) {
    this.#client = client;
    this.#database = context.database;
    this.#project = new ZfssaProject(client, { ...settings, database: context.database });
    this.#limitMs = context.limits?.operationTimeoutMs ?? OPERATION_TIMEOUT_MS;
    this.#clones = new ZfssaClones(client, this.#project, { ...context, undoLimitMs: Math.min(this.#limitMs, UNDO_TIMEOUT_MS) });
    this.#clock = context.clock;
    this.#zone = context.zone ?? 'system';
    this.#mountHost = settings.mountHost;
  }

  ownsSnapshot(id: string): boolean {
    return isOwnSnapshotName(this.#database, id);
  }

  /** Everything in the list of the share: icb's own, the appliance's scheduled ones, what somebody made by hand. */
  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    const snapshots = await this.#within('list the snapshots', signal, (signal) => this.#project.snapshots(signal));
    return snapshots.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const naming = { database: this.#database, clock: this.#clock, zone: this.#zone, volume: this.#project.volume } as const;
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

  /** `sizeBytes` becomes the quota of the filesystem; all else comes from the project. */
  async createVolume({ sizeBytes }: VolumeOptions, signal?: AbortSignal): Promise<void> {
    if (sizeBytes !== undefined && (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0)) {
      throw new StorageError(`cannot create filesystem ${this.#project.volume}: ${sizeBytes} is not a size in bytes`);
    }
    const quota = sizeBytes === undefined ? {} : { quota: sizeBytes };
    await this.#within('create the volume', signal, (signal) => this.#createVolume(quota, signal));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #within<T>(doing: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinLimit({ limitMs: this.#limitMs, doing: `${doing} of ${this.#project.volume}` }, signal, work);
  }

  /** False when the name is taken. The look beforehand is what tells our own snapshot from an older one of the same name. */
  async #create(id: string, signal: AbortSignal): Promise<boolean> {
    const doing = `create snapshot ${id} of ${this.#project.volume}`;
    const find = (signal: AbortSignal): Promise<unknown> => this.#project.findSnapshot(id, doing, signal);
    if ((await find(signal)) !== undefined) return false;
    const look = (signal: AbortSignal): Promise<unknown> => find(signal).catch(admitDoubt);
    const request = { method: 'POST', path: this.#project.snapshotsPath(), body: { name: id }, doing, find: look } as const;
    try {
      const created = await createConfirmed(this.#client, request, signal);
      if (created === undefined) await this.#project.raiseMissing(doing, signal);
      return true;
    } catch (error) {
      if (error instanceof StorageConflictError && (await find(signal)) !== undefined) return false;
      throw error;
    }
  }

  async #drop(id: string, signal: AbortSignal): Promise<void> {
    const doing = `drop snapshot ${id} of ${this.#project.volume}`;
    const find = (signal: AbortSignal): Promise<SnapshotDetails | undefined> => this.#project.findSnapshot(id, doing, signal);
    const snapshot = await find(signal);
    if (snapshot === undefined) return;
    if (!this.ownsSnapshot(id)) throw new NotOursError(`refused to ${doing}: it was not made by icb`);
    // On this appliance a snapshot takes its clones along when it is destroyed.
    if (snapshot.cloneCount > 0 || !snapshot.cloneCountKnown) await this.#refuseIfCloned(snapshot, doing, signal);
    try {
      await deleteConfirmed(this.#client, { path: this.#project.snapshotPath(id), doing, find }, signal);
    } catch (error) {
      // A clone may have been made since we looked; then the appliance wants a confirmation that it never gets.
      if (error instanceof StorageConflictError) await this.#refuseIfCloned({ id, cloneCount: 0 }, doing, signal);
      throw error;
    }
  }

  async #refuseIfCloned({ id, cloneCount }: { id: string; cloneCount: number }, doing: string, signal: AbortSignal): Promise<void> {
    const clones = await this.#project.dependents(id, signal);
    if (cloneCount === 0 && clones.length === 0) return;
    const which = clones.length === 0 ? 'clones' : `clones (${clones.join(', ')})`;
    throw new SnapshotInUseError(`cannot ${doing}: it has ${which}`, { hint: 'drop the clones first' });
  }

  async #createVolume(quota: { readonly quota?: number }, signal: AbortSignal): Promise<void> {
    const doing = `create filesystem ${this.#project.volume}`;
    const find = (signal: AbortSignal): Promise<unknown> => this.#project.findFilesystem(this.#database, signal);
    if ((await find(signal)) !== undefined) throw new StorageConflictError(`cannot ${doing}: it exists already`);
    const body = { name: this.#database, ...quota };
    const request = { method: 'POST', path: this.#project.filesystemsPath, body, doing, find } as const;
    const created = await createConfirmed(this.#client, request, signal);
    if (created === undefined) await this.#project.raiseMissing(doing, signal);
  }
}

/** For a look that fails after a snapshot was asked for: unlike half a clone it is not taken back. */
function admitDoubt(error: unknown): never {
  if (!(error instanceof StorageError)) throw error;
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  throw new StorageError(`${error.message}; it may have been made all the same`, { cause: error.cause, ...hint });
}
