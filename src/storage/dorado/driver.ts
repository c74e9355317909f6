// What an array does for one database's filesystem, step by step.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { SnapshotInUseError, StorageDeniedError } from '../errors.ts';
import { missingSnapshot } from '../missing-snapshot.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import type { DoradoClient } from './client.ts';
import { DoradoFilesystems, isCloneOf } from './filesystems.ts';
import { missingClients, NewVolume } from './new-volume.ts';
import { type Filesystem, type FoundDoradoSnapshot, parseSnapshot } from './responses.ts';
import { type DoradoSettings, isFilesystemName } from './settings.ts';
import { DoradoShares, mountPointOf } from './shares.ts';
import { DoradoSteps } from './steps.ts';

interface Options extends Pick<DoradoSettings, 'vstore' | 'volume' | 'mountHost' | 'restoreClients' | 'newVolume'>, Pick<SnapHandlerContext, 'database' | 'log'> {
  readonly clock: Clock;
}

interface FoundFilesystem extends FoundVolume {
  readonly filesystem: Filesystem;
}

/** A filesystem, as the type of a snapshot's parent. */
const FILESYSTEM_TYPE = '40';

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
  readonly #newVolume: NewVolume;

  constructor(client: DoradoClient, options: Options) {
    const changes = new ConfirmedChanges(options.clock, this.words.system);
    this.volume = options.volume;
    this.mountHost = options.mountHost;
    this.#client = client;
    this.#options = options;
    this.#filesystems = new DoradoFilesystems(client, options);
    this.#shares = new DoradoShares(client, changes);
    this.#steps = new DoradoSteps({ client, filesystems: this.#filesystems, shares: this.#shares, changes });
    this.#newVolume = new NewVolume(this.#filesystems, this.#steps, options);
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
    await this.#newVolume.make(sizeBytes, doing, signal);
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    await this.#filesystems.own(doing, signal);
    throw missingSnapshot(doing, { database: this.#options.database, id: snapshotId });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #restoreClients(doing: string): readonly string[] {
    const { restoreClients } = this.#options;
    if (restoreClients.length === 0) throw missingClients('restorenfsclient', doing);
    return restoreClients;
  }

  /** Only those that the filter of the array gives and that are what was asked for: it may give more. */
  async #snapshotsOf({ id }: Filesystem, name: string | undefined, doing: string, signal: AbortSignal): Promise<FoundDoradoSnapshot[]> {
    // What icb did not name may hold what means something in a filter.
    const filter = name !== undefined && isFilesystemName(name) ? { filter: ['NAME', name] as const } : {};
    const found = await this.#client.list({ object: 'FSSNAPSHOT', query: { PARENTID: id }, doing, ...filter }, parseSnapshot, signal);
    return found.filter(({ filesystemId }) => filesystemId === id);
  }
}

function toFound(filesystem: Filesystem, own: Filesystem, mountPoint: string | undefined): FoundFilesystem {
  return { filesystem, name: filesystem.name, mountPoint, origin: isCloneOf(filesystem, own) ? filesystem.parent?.snapshot : undefined };
}
