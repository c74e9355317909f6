// What the appliance does for one database's filesystem, step by step.
import type { Clock } from '#core/clock.ts';
import type { VolumeSpace } from '../adapter.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { SnapshotInUseError, StorageConflictError } from '../errors.ts';
import type { Snapshot } from '../snap-handler.ts';
import type { FoundVolume, Outcome, VolumeDriver } from '../volume-driver.ts';
import type { ZfssaClient } from './client.ts';
import { ZfssaProject } from './project.ts';
import type { Filesystem, FoundZfssaSnapshot } from './responses.ts';

interface Options {
  readonly pool: string;
  readonly project: string;
  readonly database: string;
  readonly mountHost: string;
  readonly clock: Clock;
}

export class ZfssaDriver implements VolumeDriver<FoundZfssaSnapshot> {
  readonly words = { system: 'the appliance', volume: 'filesystem', notExported: 'the appliance tells no mount point' };
  readonly separator = '-';
  readonly volume: string;
  readonly mountHost: string;
  readonly #client: ZfssaClient;
  readonly #project: ZfssaProject;
  readonly #changes: ConfirmedChanges;

  constructor(client: ZfssaClient, options: Options) {
    this.volume = options.database;
    this.mountHost = options.mountHost;
    this.#client = client;
    this.#project = new ZfssaProject(client, options);
    this.#changes = new ConfirmedChanges(options.clock, this.words.system);
  }

  nameOf(volume: string): string {
    return this.#project.nameOf(volume);
  }

  async listSnapshots(doing: string, signal: AbortSignal): Promise<FoundZfssaSnapshot[]> {
    return (await this.#project.snapshots(this.volume, doing, signal)) ?? this.raiseMissing(doing, signal);
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundZfssaSnapshot | undefined> {
    return this.#project.findSnapshot(id, doing, signal);
  }

  async makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'POST', path: this.#project.snapshotsPath(this.volume), body: { name: id }, doing }, signal);
  }

  /** Never confirms anything: `?confirm=true` would make this appliance destroy the clones of a snapshot together with it. */
  async destroySnapshot({ snapshot }: FoundZfssaSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    try {
      return await this.#client.attempt({ method: 'DELETE', path: this.#project.snapshotPath(snapshot.id), doing }, signal);
    } catch (error) {
      // A clone may have been made since we looked; then the appliance wants a confirmation.
      if (error instanceof StorageConflictError) await this.#refuseCloned(snapshot, doing, signal);
      throw error;
    }
  }

  async refuseHeld({ snapshot, cloneCountKnown }: FoundZfssaSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    if (snapshot.cloneCount > 0 || !cloneCountKnown) await this.#refuseCloned(snapshot, doing, signal);
  }

  async listClones(doing: string, signal: AbortSignal): Promise<FoundVolume[]> {
    const filesystems = (await this.#project.filesystems(doing, signal)) ?? (await this.raiseMissing(doing, signal));
    return filesystems.map((one) => this.#toVolume(one)).filter(({ origin }) => origin !== undefined);
  }

  async findVolume(name: string, doing: string, signal: AbortSignal): Promise<FoundVolume | undefined> {
    const found = await this.#project.findFilesystem(name, doing, signal);
    return found === undefined ? undefined : this.#toVolume(found);
  }

  async makeClone({ snapshot }: FoundZfssaSnapshot, name: string, doing: string, signal: AbortSignal): Promise<FoundVolume> {
    const find = async (signal: AbortSignal): Promise<FoundVolume | undefined> => {
      const found = await this.findVolume(name, doing, signal);
      return found?.origin === snapshot.id ? found : undefined;
    };
    const request = { method: 'PUT', path: [...this.#project.snapshotPath(snapshot.id), 'clone'], body: { project: this.#project.name, share: name }, doing } as const;
    const clone = await this.#changes.create({ doing, attempt: (signal) => this.#client.attempt(request, signal), find }, signal);
    return clone ?? this.raiseMissing(doing, signal, snapshot.id);
  }

  /** Its own snapshots may go with it, but not what somebody cloned from them. */
  async refuseUsed({ name }: FoundVolume, doing: string, signal: AbortSignal): Promise<void> {
    const snapshots = (await this.#project.snapshots(name, doing, signal)) ?? [];
    const busy = snapshots.find(({ snapshot }) => snapshot.cloneCount > 0);
    if (busy !== undefined) throw new SnapshotInUseError(`cannot ${doing}: its snapshot ${busy.snapshot.id} has clones`);
  }

  async destroyClone({ name, origin }: FoundVolume, doing: string, signal: AbortSignal): Promise<void> {
    const request = { method: 'DELETE', path: this.#project.filesystemPath(name), doing } as const;
    // Somebody may have made another filesystem of that name by the time it is tried again.
    const find = async (signal: AbortSignal): Promise<FoundVolume | undefined> => {
      const found = await this.findVolume(name, doing, signal);
      return found?.origin === origin ? found : undefined;
    };
    await this.#changes.remove({ doing, attempt: (signal) => this.#client.attempt(request, signal), find }, signal);
  }

  /** `sizeBytes` becomes the quota of the filesystem; all else comes from the project. */
  async makeVolume(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    const body = { name: this.volume, ...(sizeBytes === undefined ? {} : { quota: sizeBytes }) };
    const request = { method: 'POST', path: this.#project.filesystemsPath, body, doing } as const;
    const find = (signal: AbortSignal): Promise<unknown> => this.#project.findFilesystem(this.volume, doing, signal);
    const created = await this.#changes.create({ doing, attempt: (signal) => this.#client.attempt(request, signal), find }, signal);
    if (created === undefined) await this.raiseMissing(doing, signal);
  }

  async space(doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined> {
    const found = await this.#project.space(doing, signal);
    return found === 'absent' ? this.raiseMissing(doing, signal) : found;
  }

  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    return this.#project.raiseMissing(doing, signal, snapshotId);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** On this appliance a snapshot takes its clones along when it is destroyed. */
  async #refuseCloned({ id, cloneCount }: Snapshot, doing: string, signal: AbortSignal): Promise<void> {
    const clones = await this.#project.dependents(id, signal);
    if (cloneCount === 0 && clones.length === 0) return;
    const which = clones.length === 0 ? 'clones' : `clones (${clones.join(', ')})`;
    throw new SnapshotInUseError(`cannot ${doing}: it has ${which}`, { hint: 'drop the clones first' });
  }

  #toVolume(filesystem: Filesystem): FoundVolume {
    const { name, mountPoint, origin } = filesystem;
    const isClone = this.#project.isClone(filesystem);
    return { name, mountPoint: mountPoint === '' ? undefined : mountPoint, origin: isClone ? origin?.snapshot : undefined };
  }
}
