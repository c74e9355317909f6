// NetApp ONTAP: the volume of a database is the one named after it, in one SVM.
import type { Clock } from '#core/clock.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import type { AdapterContext, Storage, StorageAdapter } from '../adapter.ts';
import { createUnderFreeName } from '../free-snapshot-name.ts';
import type { Clone, Snapshot } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import { openConnection } from '../tls-settings.ts';
import { OntapClient } from './client.ts';
import { OntapClones } from './clones.ts';
import { type OntapSettings, readSettings } from './settings.ts';
import { OntapSnapshots } from './snapshots.ts';
import { OntapVolumes } from './volumes.ts';

export const adapter: StorageAdapter = { open };

const OPERATION_TIMEOUT_MS = 300_000;
/** Taking back a clone must not outlast the patience of whoever cancelled. */
const UNDO_TIMEOUT_MS = 60_000;

async function open(context: AdapterContext): Promise<Storage> {
  const settings = readSettings(context);
  const credentials = await context.credentials('ontap');
  const connection = openConnection(context, settings);
  const client = new OntapClient({ connection, credentials, clock: context.clock, host: settings.host });
  return new OntapStorage(client, context, settings);
}

class OntapStorage implements Storage {
  readonly #client: OntapClient;
  readonly #name: string;
  readonly #snapshots: OntapSnapshots;
  readonly #clones: OntapClones;
  readonly #database: string;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #limitMs: number;
  readonly #mountHost: string;

  constructor(client: OntapClient, context: AdapterContext, settings: OntapSettings) {
    const { database, log } = context;
    const volumes = new OntapVolumes(client, { ...settings, database });
    this.#client = client;
    this.#database = database;
    this.#name = volumes.nameOf(settings.volume);
    this.#limitMs = context.limits?.operationTimeoutMs ?? OPERATION_TIMEOUT_MS;
    this.#snapshots = new OntapSnapshots(client, volumes);
    this.#clones = new OntapClones(client, { volumes, snapshots: this.#snapshots, database, log, undoLimitMs: Math.min(this.#limitMs, UNDO_TIMEOUT_MS) });
    this.#clock = context.clock;
    this.#zone = context.zone ?? 'system';
    this.#mountHost = settings.mountHost;
  }

  ownsSnapshot(id: string): boolean {
    return isOwnSnapshotName(this.#database, id);
  }

  /** Everything in the list of the volume: icb's own, scheduled ones, SnapMirror's, what somebody made by hand. */
  async listSnapshots(signal?: AbortSignal): Promise<Snapshot[]> {
    const snapshots = await this.#within('list the snapshots', signal, (doing, signal) => this.#snapshots.list(doing, signal));
    return snapshots.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  async createSnapshot(signal?: AbortSignal): Promise<string> {
    const naming = { database: this.#database, clock: this.#clock, zone: this.#zone, volume: this.#name, separator: '_' } as const;
    return this.#within('create a snapshot', signal, (_, signal) => createUnderFreeName(naming, (id) => this.#snapshots.create(id, `create snapshot ${id} of ${this.#name}`, signal)));
  }

  async dropSnapshot(id: string, signal?: AbortSignal): Promise<void> {
    const isOwn = this.ownsSnapshot(id);
    await this.#within(`drop snapshot ${id}`, signal, (doing, signal) => this.#snapshots.drop(id, { doing, isOwn }, signal));
  }

  async cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone> {
    return this.#within(`clone snapshot ${id}`, signal, (_, signal) => this.#clones.create(id, cloneName, signal));
  }

  async listClones(signal?: AbortSignal): Promise<Clone[]> {
    return this.#within('list the clones', signal, (doing, signal) => this.#clones.list(doing, signal));
  }

  async dropClone(name: string, signal?: AbortSignal): Promise<void> {
    await this.#within(`drop clone ${name}`, signal, (_, signal) => this.#clones.drop(name, signal));
  }

  async mountSource(name: string, signal?: AbortSignal): Promise<string> {
    const mountPoint = await this.#within(`look up ${name}`, signal, (_, signal) => this.#clones.mountPoint(name, signal));
    return `${this.#mountHost}:${mountPoint}`;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #within<T>(what: string, signal: AbortSignal | undefined, work: (doing: string, signal: AbortSignal) => Promise<T>): Promise<T> {
    const doing = `${what} of ${this.#name}`;
    return withinLimit({ limitMs: this.#limitMs, doing }, signal, (signal) => work(doing, signal));
  }
}
