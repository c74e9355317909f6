// What can be read of the project that holds the volume of one database and its clones.
import type { VolumeSpace } from '../adapter.ts';
import { VolumeNotFoundError } from '../errors.ts';
import { missingSnapshot } from '../missing-snapshot.ts';
import type { ZfssaClient } from './client.ts';
import {
  type Filesystem,
  type FoundZfssaSnapshot,
  parseDependents,
  parseFilesystem,
  parseFilesystems,
  parseSnapshot,
  parseSnapshots,
  parseSpace,
} from './responses.ts';

export class ZfssaProject {
  readonly #client: ZfssaClient;
  readonly #pool: string;
  readonly #project: string;
  readonly #database: string;

  constructor(client: ZfssaClient, names: { pool: string; project: string; database: string }) {
    this.#client = client;
    this.#pool = names.pool;
    this.#project = names.project;
    this.#database = names.database;
  }

  /** `pool/project/filesystem`, for messages. */
  nameOf(filesystem: string): string {
    return `${this.#pool}/${this.#project}/${filesystem}`;
  }

  get name(): string {
    return this.#project;
  }

  get filesystemsPath(): string[] {
    return [...this.#path, 'filesystems'];
  }

  filesystemPath(name: string): string[] {
    return [...this.filesystemsPath, name];
  }

  snapshotsPath(filesystem: string): string[] {
    return [...this.filesystemPath(filesystem), 'snapshots'];
  }

  snapshotPath(id: string): string[] {
    return [...this.snapshotsPath(this.#database), id];
  }

  /** In the appliance's order; undefined when the filesystem is not there. `doing` is what the look is for, completing "cannot ...". */
  async snapshots(filesystem: string, doing: string, signal: AbortSignal): Promise<FoundZfssaSnapshot[] | undefined> {
    return this.#client.find({ path: this.snapshotsPath(filesystem), doing }, parseSnapshots, signal);
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundZfssaSnapshot | undefined> {
    return this.#client.find({ path: this.snapshotPath(id), doing }, parseSnapshot, signal);
  }

  /** Names of the clones of a snapshot; none when the snapshot is gone. */
  async dependents(id: string, signal: AbortSignal): Promise<string[]> {
    const call = { path: [...this.snapshotPath(id), 'dependents'], doing: `list the clones of snapshot ${id} of ${this.nameOf(this.#database)}` };
    return (await this.#client.find(call, parseDependents, signal)) ?? [];
  }

  async findFilesystem(name: string, doing: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    return this.#client.find({ path: this.filesystemPath(name), doing }, parseFilesystem, signal);
  }

  /** Of the database's filesystem; undefined where the appliance does not tell. */
  async space(doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined | 'absent'> {
    const found = await this.#client.find({ path: this.filesystemPath(this.#database), doing }, (body) => ({ space: parseSpace(body) }), signal);
    return found === undefined ? 'absent' : found.space;
  }

  /** All of the project; undefined when it is not there. */
  async filesystems(doing: string, signal: AbortSignal): Promise<Filesystem[] | undefined> {
    return this.#client.find({ path: this.filesystemsPath, doing }, parseFilesystems, signal);
  }

  /** Whether a filesystem is a clone of the database's volume; the volume itself never is. */
  isClone({ name, origin }: Filesystem): boolean {
    return name !== this.#database && origin?.project === this.#project && origin.share === this.#database;
  }

  /** Finds out what exactly a 404 was about. */
  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    const levels = [
      { path: ['pools', this.#pool], what: `pool ${this.#pool}`, hint: 'check pool in [zfssa]' },
      { path: this.#path, what: `project ${this.#pool}/${this.#project}`, hint: 'check project in [zfssa]' },
      {
        path: this.filesystemPath(this.#database),
        what: `filesystem ${this.nameOf(this.#database)}`,
        hint: `check the name of the database, or create it with: icb volume ${this.#database} create`,
      },
    ];
    for (const { path, what, hint } of levels) {
      const found = await this.#client.find({ path, doing }, () => true, signal);
      if (found === undefined) throw new VolumeNotFoundError(`cannot ${doing}: there is no ${what}`, { hint });
    }
    throw missingSnapshot(doing, { database: this.#database, id: snapshotId });
  }

  get #path(): string[] {
    return ['pools', this.#pool, 'projects', this.#project];
  }
}
