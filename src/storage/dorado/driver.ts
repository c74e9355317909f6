// What an array does for one database's filesystem, step by step.
import type { Clock } from '#core/clock.ts';
import { ConfigurationError } from '#core/errors.ts';
import { formatBytes } from '#core/bytes.ts';
import { ConfirmedChanges } from '../confirmed-changes.ts';
import { SnapshotInUseError, SnapshotNotFoundError, StorageDeniedError, StorageError } from '../errors.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import type { DoradoClient } from './client.ts';
import { DoradoFilesystems, isCloneOf } from './filesystems.ts';
import { type Filesystem, type FoundDoradoSnapshot, parseSnapshot, sectorsOf } from './responses.ts';
import { type DoradoSettings, isFilesystemName } from './settings.ts';
import { DoradoShares, mountPointOf } from './shares.ts';
import { DoradoSteps } from './steps.ts';

interface Options extends Pick<DoradoSettings, 'vstore' | 'volume' | 'mountHost' | 'restoreClients' | 'newVolume'>, Pick<SnapHandlerContext, 'database' | 'log'> {
  readonly clock: Clock;
}

interface FoundFilesystem extends FoundVolume {
  readonly filesystem: Filesystem;
}

const UNDO_LIMIT_MS = 60_000;
/** A filesystem, as the type of a snapshot's parent. */
const FILESYSTEM_TYPE = '40';
/** Thin, and the array neither shows nor deletes snapshots by itself. */
const newFilesystem = { ALLOCTYPE: 1, SECTORSIZE: 8192, ENABLECOMPRESSION: 'true', ISSHOWSNAPDIR: 'false', AUTODELSNAPSHOTENABLE: 'false', unixPermissions: '770' } as const;

export class DoradoDriver implements VolumeDriver<FoundDoradoSnapshot, FoundFilesystem> {
  readonly words = { system: 'the array', volume: 'filesystem', notExported: 'it has no NFS share, so nobody can mount it' };
  readonly separator = '-';
  readonly volume: string;
  readonly mountHost: string;
  readonly #client: DoradoClient;
  readonly #options: Options;
  readonly #filesystems: DoradoFilesystems;
  readonly #shares: DoradoShares;
  readonly #steps: DoradoSteps;

  constructor(client: DoradoClient, options: Options) {
    const changes = new ConfirmedChanges(options.clock, this.words.system);
    this.volume = options.volume;
    this.mountHost = options.mountHost;
    this.#client = client;
    this.#options = options;
    this.#filesystems = new DoradoFilesystems(client, options);
    this.#shares = new DoradoShares(client, changes);
    this.#steps = new DoradoSteps({ client, filesystems: this.#filesystems, shares: this.#shares, changes });
  }

  nameOf(volume: string): string {
    return this.#filesystems.nameOf(volume);
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<FoundDoradoSnapshot[]> {
    const own = await this.#filesystems.own(doing, signal);
    const found = await this.#snapshotsOf(own, undefined, doing, signal);
    const clones = Map.groupBy(await this.#filesystems.clonesOf(own, doing, signal), ({ parent }) => parent?.snapshot);
    return found.map((one) => ({ ...one, snapshot: { ...one.snapshot, cloneCount: clones.get(one.snapshot.id)?.length ?? 0 } }));
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundDoradoSnapshot | undefined> {
    const own = await this.#filesystems.own(doing, signal);
    return (await this.#snapshotsOf(own, id, doing, signal)).find(({ snapshot }) => snapshot.id === id);
  }

  async makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    const own = await this.#filesystems.own(doing, signal);
    const body = { NAME: id, PARENTID: own.id, PARENTTYPE: FILESYSTEM_TYPE };
    return this.#steps.attemptToMake({ method: 'POST', object: 'FSSNAPSHOT', body, doing }, (signal) => this.findSnapshot(id, doing, signal), signal);
  }

  async destroySnapshot({ internalId }: FoundDoradoSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'DELETE', object: 'FSSNAPSHOT', id: internalId, doing }, signal);
  }

  async refuseHeld({ snapshot }: FoundDoradoSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    const { id, lockedUntil } = snapshot;
    const own = await this.#filesystems.own(doing, signal);
    const clones = (await this.#filesystems.clonesOf(own, doing, signal)).filter(({ parent }) => parent?.snapshot === id);
    const names = clones.map(({ name }) => name).sort().join(', ');
    if (clones.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones (${names})`, { hint: 'drop the clones first' });
    if (lockedUntil === undefined || lockedUntil.getTime() <= this.#options.clock.now().toMillis()) return;
    throw new StorageDeniedError(`cannot ${doing}: it is protected on the array until ${lockedUntil.toISOString()}`);
  }

  async listClones(doing: string, signal: AbortSignal): Promise<FoundFilesystem[]> {
    const own = await this.#filesystems.own(doing, signal);
    const clones = await this.#filesystems.clonesOf(own, doing, signal);
    if (clones.length === 0) return [];
    const shares = await this.#shares.all(await this.#filesystems.vstoreQuery(doing, signal), doing, signal);
    return clones.map((filesystem) => toFound(filesystem, own, mountPointOf(filesystem, shares)));
  }

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundFilesystem | undefined> {
    const found = await this.#filesystems.find(name, doing, signal);
    if (found === undefined) return undefined;
    const own = name === this.volume ? found : await this.#filesystems.own(doing, signal);
    const shares = await this.#shares.of(found, await this.#filesystems.vstoreQuery(doing, signal), doing, signal);
    return toFound(found, own, mountPointOf(found, shares));
  }

  /** Three kinds of object, none of which the array makes together with another. */
  async makeClone({ snapshot, internalId }: FoundDoradoSnapshot, name: string, doing: string, signal: AbortSignal): Promise<FoundFilesystem> {
    const clients = this.#restoreClients(doing);
    const own = await this.#filesystems.own(doing, signal);
    const body = { NAME: name, ISCLONEFS: 'true', PARENTFILESYSTEMID: own.id, PARENTSNAPSHOTID: internalId };
    const isOurs = (found: Filesystem): boolean => isCloneOf(found, own) && found.parent?.snapshot === snapshot.id;
    const clone = (await this.#steps.makeFilesystem(body, isOurs, doing, signal)) ?? (await this.raiseMissing(doing, signal, snapshot.id));
    const { path } = await this.#steps.share(clone, clients, doing, signal);
    return toFound(clone, own, path);
  }

  async refuseUsed({ filesystem }: FoundFilesystem, doing: string, signal: AbortSignal): Promise<void> {
    const further = (await this.#filesystems.clonesOf(filesystem, doing, signal)).map(({ name }) => name).sort();
    if (further.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones itself (${further.join(', ')})`);
  }

  async destroyClone({ filesystem }: FoundFilesystem, doing: string, signal: AbortSignal): Promise<void> {
    await this.#steps.destroy(filesystem, doing, signal);
  }

  /** Filesystem, share and clients, so that it can be mounted. */
  async makeVolume(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    const { pool, clients, sizeBytes: usualBytes } = this.#options.newVolume;
    if (clients.length === 0) throw missingSetting('nfsclient', doing);
    const sectors = sectorsOf(sizeBytes ?? usualBytes);
    const { id: poolId } = await this.#filesystems.pool(pool, doing, signal);
    const body = { NAME: this.volume, PARENTID: poolId, CAPACITY: sectors, ...newFilesystem };
    const made = (await this.#steps.makeFilesystem(body, ({ parent }) => parent === undefined, doing, signal)) ?? (await this.raiseMissing(doing, signal));
    try {
      refuseOtherCapacity(made, sectors, doing);
      await this.#steps.share(made, clients, doing, signal);
    } catch (error) {
      await this.#takeBack(made);
      throw error;
    }
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    await this.#filesystems.own(doing, signal);
    const what = snapshotId === undefined ? 'it has vanished meanwhile' : `there is no snapshot ${snapshotId}`;
    throw new SnapshotNotFoundError(`cannot ${doing}: ${what}`, { hint: `see: icb snapper ${this.#options.database} list` });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #restoreClients(doing: string): readonly string[] {
    const { restoreClients } = this.#options;
    if (restoreClients.length === 0) throw missingSetting('restorenfsclient', doing);
    return restoreClients;
  }

  /** Only those that the filter of the array gives and that are what was asked for: it may give more. */
  async #snapshotsOf({ id }: Filesystem, name: string | undefined, doing: string, signal: AbortSignal): Promise<FoundDoradoSnapshot[]> {
    // What icb did not name may hold what means something in a filter.
    const filter = name !== undefined && isFilesystemName(name) ? { filter: ['NAME', name] as const } : {};
    const found = await this.#client.list({ object: 'FSSNAPSHOT', query: { PARENTID: id }, doing, ...filter }, parseSnapshot, signal);
    return found.filter(({ filesystemId }) => filesystemId === id);
  }

  // Takes no signal: it must run after a cancellation too. The filesystem was made a moment ago and nobody could mount it.
  async #takeBack(made: Filesystem): Promise<void> {
    const doing = `take back filesystem ${this.nameOf(made.name)}`;
    try {
      await withinLimit({ limitMs: UNDO_LIMIT_MS, doing }, undefined, (signal) => this.#steps.destroy(made, doing, signal));
    } catch (error) {
      this.#options.log.warn(`${error instanceof Error ? error.message : String(error)}; delete it on the array`);
    }
  }
}

function toFound(filesystem: Filesystem, own: Filesystem, mountPoint: string | undefined): FoundFilesystem {
  return { filesystem, name: filesystem.name, mountPoint, origin: isCloneOf(filesystem, own) ? filesystem.parent?.snapshot : undefined };
}

/** An array may round up; what is much smaller or larger is not what somebody planned for. */
function refuseOtherCapacity({ capacityBytes }: Filesystem, sectors: number, doing: string): void {
  const wanted = sectors * 512;
  if (capacityBytes !== undefined && capacityBytes >= wanted && capacityBytes < 2 * wanted) return;
  const got = capacityBytes === undefined ? 'without a size' : `of ${formatBytes(capacityBytes)}`;
  throw new StorageError(`cannot ${doing}: the array made it ${got} instead of ${formatBytes(wanted)}`, { hint: 'create the filesystem with the tools of the array' });
}

function missingSetting(key: string, doing: string): ConfigurationError {
  return new ConfigurationError(`cannot ${doing}: ${key} is missing in section [dorado], so nobody could mount it`, { hint: 'icb config reference explains it' });
}
