// What the appliance does for one database's volume, step by step.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import type { FoundSnapshot, FoundVolume, NamedBySystem, Outcome, VolumeDriver } from '../volume-driver.ts';
import type { SoftnasClient } from './client.ts';
import type { MadeSnapshots } from './made-snapshots.ts';
import { isOfVolume, parseNewName, parseSnapshot, parseVolume } from './responses.ts';

interface Options {
  readonly pool: string;
  readonly database: string;
  readonly mountHost: string;
  readonly host: string;
  readonly applianceZone: string;
  readonly clock: Clock;
  readonly made: MadeSnapshots;
}

export class SoftnasDriver implements VolumeDriver, NamedBySystem {
  readonly words = { system: 'SoftNAS', volume: 'volume', notExported: 'the appliance tells no path of it' };
  readonly volume: string;
  readonly mountHost: string;
  readonly givenNames: NamedBySystem['givenNames'];
  readonly #client: SoftnasClient;
  readonly #options: Options;
  readonly #changes: ConfirmedChanges;

  constructor(client: SoftnasClient, options: Options) {
    this.volume = options.database;
    this.mountHost = options.mountHost;
    this.#client = client;
    this.#options = options;
    this.#changes = new ConfirmedChanges(options.clock, this.words.system);
    this.givenNames = {
      makeSnapshot: (doing, signal) => this.#makeSnapshot(doing, signal),
      owns: (id) => options.made.has(id),
      note: (id) => options.made.note(id),
    };
  }

  nameOf(volume: string): string {
    return `${this.#options.pool}/${volume}`;
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<FoundSnapshot[]> {
    const { pool, applianceZone, made } = this.#options;
    await made.load(signal);
    const records = (await this.#client.list({ opcode: 'snapshotlist', operands: { pool_name: `${pool}/${this.volume}` }, doing }, signal)) ?? [];
    // For a volume that is not there the list may be empty, too.
    if (records.length === 0 && (await this.findVolume(this.volume, doing, signal)) === undefined) return this.raiseMissing(doing);
    return records.filter((record) => isOfVolume(record, pool, this.volume)).map((record) => ({ snapshot: checked(doing, () => parseSnapshot(record, applianceZone)) }));
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundSnapshot | undefined> {
    return (await this.listSnapshots(doing, signal)).find(({ snapshot }) => snapshot.id === id);
  }

  async destroySnapshot({ snapshot }: FoundSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    const snapshots = JSON.stringify([{ snapshot_name: snapshot.id, pool_name: this.#options.pool, volume_name: this.volume }]);
    return outcomeOf(await this.#client.attempt({ opcode: 'snapcommand', operands: { command: 'delete', snapshots }, doing }, signal));
  }

  /** Its API tells neither clones nor holds. ZFS below it refuses to destroy a snapshot that has any. */
  async refuseHeld(): Promise<void> {}

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundVolume | undefined> {
    const { pool } = this.#options;
    const records = (await this.#client.list({ opcode: 'volumes', operands: { pool }, doing }, signal)) ?? [];
    const found = records.map((record) => checked(doing, () => parseVolume(record))).find((volume) => volume.pool === pool && volume.name === name);
    return found === undefined ? undefined : { name, mountPoint: found.path.startsWith('/') ? found.path : undefined, origin: undefined };
  }

  /** Thin, compressed and exported by NFS. */
  async makeVolume(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    if (sizeBytes !== undefined) throw new StorageError(`cannot ${doing} with a size: volumes that icb makes on SoftNAS are thin and grow with their pool`);
    const operands = { vol_name: this.volume, pool: this.#options.pool, vol_type: 'filesystem', provisioning: 'thin', exportNFS: 'on', compression: 'on' };
    const attempt = async (signal: AbortSignal): Promise<Outcome> => outcomeOf(await this.#client.attempt({ opcode: 'createvolume', operands, doing }, signal));
    const created = await this.#changes.create({ doing, attempt, find: (signal) => this.findVolume(this.volume, doing, signal) }, signal);
    if (created === undefined) throw new VolumeNotFoundError(`cannot ${doing}: ${this.#options.host} has no pool ${this.#options.pool}`, { hint: 'check pool in [softnas]' });
  }

  async raiseMissing(doing: string): Promise<never> {
    const { pool, host } = this.#options;
    throw new VolumeNotFoundError(`cannot ${doing}: ${host} has no volume ${this.volume} in pool ${pool}`, { hint: `check pool in [softnas], or make it: icb volume ${this.volume} create` });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #makeSnapshot(doing: string, signal: AbortSignal): Promise<{ readonly outcome: Outcome; readonly id?: string | undefined }> {
    const operands = { command: 'create', pool_name: this.#options.pool, volume_name: this.volume };
    const said = await this.#client.attempt({ opcode: 'snapcommand', operands, doing }, signal);
    return said === undefined ? { outcome: 'absent' } : { outcome: 'done', id: parseNewName(said) };
  }
}

function outcomeOf(said: string | undefined): Outcome {
  return said === undefined ? 'absent' : 'done';
}

function checked<T>(doing: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof StorageError ? new StorageError(`cannot ${doing}: ${error.message}`, { cause: error }) : error;
  }
}
