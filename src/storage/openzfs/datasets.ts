// What can be read of the dataset that holds the volume of one database and its clones.
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import { missingSnapshot } from '../missing-snapshot.ts';
import type { Snapshot } from '../snap-handler.ts';
import type { ZfsClient } from './client.ts';
import { lastEnd } from './holds.ts';
import type { Row } from './listing.ts';

export interface Filesystem {
  /** Whole name, `pool/parent/child`. */
  readonly name: string;
  readonly mountPoint: string;
  readonly isMounted: boolean;
  /** `pool/parent/child@snapshot`, only of a clone. */
  readonly origin: string | undefined;
}

export interface FoundZfsSnapshot {
  readonly snapshot: Snapshot;
  /** Whole names of its clones, wherever in the pool they are. */
  readonly clones: readonly string[];
  /** Tags of its holds. */
  readonly holds: readonly string[];
}

/** A hold whose tag is not known, as the old zfs cannot tell it. */
const UNKNOWN_HOLD = 'unknown';
/** As many names as surely fit into one command line. */
const NAMES_AT_ONCE = 200;

const snapshotProperties = ['creation', 'used', 'referenced', 'userrefs'];

export class Datasets {
  readonly #client: ZfsClient;
  readonly #parent: string;
  readonly #database: string;

  constructor(client: ZfsClient, names: { dataset: string; database: string }) {
    this.#client = client;
    this.#parent = names.dataset;
    this.#database = names.database;
  }

  /** The database's volume. */
  get volume(): string {
    return this.nameOf(this.#database);
  }

  nameOf(child: string): string {
    return `${this.#parent}/${child}`;
  }

  snapshotName(id: string): string {
    return `${this.volume}@${id}`;
  }

  /** Undefined when the dataset is not there. `doing` is what the look is for, completing "cannot ...". */
  async snapshots(doing: string, signal: AbortSignal): Promise<FoundZfsSnapshot[] | undefined> {
    return this.#snapshots(this.volume, doing, signal);
  }

  async findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<FoundZfsSnapshot | undefined> {
    return (await this.#snapshots(this.snapshotName(id), doing, signal))?.find(({ snapshot }) => snapshot.id === id);
  }

  async findFilesystem(child: string, doing: string, signal: AbortSignal): Promise<Filesystem | undefined> {
    const listing = { dataset: this.nameOf(child), what: 'itself', properties: ['origin', 'mountpoint', 'mounted'] } as const;
    return (await this.#client.list(listing, doing, signal))?.map(toFilesystem)[0];
  }

  /** Beside the volume. A clone elsewhere in the pool is none that icb made; it still protects its snapshot. */
  async clones(doing: string, signal: AbortSignal): Promise<Filesystem[]> {
    const listing = { dataset: this.#parent, what: 'tree', properties: ['origin', 'mountpoint', 'mounted'] } as const;
    const rows = (await this.#client.list(listing, doing, signal)) ?? (await this.raiseMissing(doing, signal));
    if (!rows.some(({ name }) => name === this.volume)) await this.raiseMissing(doing, signal);
    return rows.map(toFilesystem).filter((one) => this.isClone(one) && !this.childOf(one).includes('/'));
  }

  /** What lies in the folder of the volume but not in the volume would be missing in its snapshot, and nothing would tell. */
  async refuseElsewhere(doing: string, signal: AbortSignal): Promise<void> {
    const listing = { dataset: this.volume, what: 'tree', properties: ['origin', 'mountpoint', 'mounted'] } as const;
    const [volume, ...below] = ((await this.#client.list(listing, doing, signal)) ?? []).map(toFilesystem).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (volume === undefined) return;
    if (!volume.isMounted) {
      throw new StorageError(`cannot ${doing}: the dataset is not mounted, so what is written to its folder goes elsewhere`, { hint: `zfs mount ${volume.name}, and look what its folder holds` });
    }
    const inside = below.filter(({ isMounted, mountPoint }) => isMounted && mountPoint.startsWith(`${volume.mountPoint}/`)).map(({ name }) => name);
    if (inside.length === 0) return;
    throw new StorageError(`cannot ${doing}: other datasets are mounted in its folder, and a snapshot would lack them (${inside.join(', ')})`, {
      hint: 'keep the backups of a database in one dataset',
    });
  }

  /** Whether a file system is a clone of the database's volume; the volume itself never is. */
  isClone({ name, origin }: Filesystem): boolean {
    return name !== this.volume && origin?.startsWith(`${this.volume}@`) === true;
  }

  /** Its name below the dataset of all databases. */
  childOf({ name }: Filesystem): string {
    return name.slice(this.#parent.length + 1);
  }

  /** Finds out what exactly is not there. */
  async raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never> {
    const pool = this.#parent.replace(/\/.*$/, '');
    const levels = [
      { dataset: pool, what: `pool ${pool}`, hint: 'check dataset in [openzfs], and that the pool is imported' },
      { dataset: this.#parent, what: `dataset ${this.#parent}`, hint: 'check dataset in [openzfs]' },
      {
        dataset: this.volume,
        what: `dataset ${this.volume}`,
        hint: `check the name of the database, or create it with: icb volume ${this.#database} create`,
      },
    ];
    for (const { dataset, what, hint } of levels) {
      const found = await this.#client.list({ dataset, what: 'itself', properties: ['origin'] }, doing, signal);
      if (found === undefined) throw new VolumeNotFoundError(`cannot ${doing}: there is no ${what}`, { hint });
    }
    throw missingSnapshot(doing, { database: this.#database, id: snapshotId });
  }

  async #snapshots(dataset: string, doing: string, signal: AbortSignal): Promise<FoundZfsSnapshot[] | undefined> {
    const isOld = (await this.#client.dialect(doing, signal)) === 'old';
    const what = dataset.includes('@') ? 'itself' : 'its snapshots';
    const properties = isOld ? snapshotProperties : [...snapshotProperties, 'clones'];
    const rows = await this.#client.list({ dataset, what, properties }, doing, signal);
    if (rows === undefined) return undefined;
    const origins = isOld && rows.length > 0 ? await this.#clonesByOrigin(doing, signal) : undefined;
    const clonesOf = (row: Row): string[] => origins?.get(row.name) ?? split(row['clones']);
    const holds = isOld ? undefined : await this.#holds(rows.filter(isHeld), doing, signal);
    return rows.map((row) => toSnapshot(row, { clones: clonesOf(row), holds: isHeld(row) ? (holds?.get(row.name) ?? [UNKNOWN_HOLD]) : [] }));
  }

  async #holds(rows: readonly Row[], doing: string, signal: AbortSignal): Promise<Map<string, readonly string[]>> {
    const tags = new Map<string, readonly string[]>();
    for (let start = 0; start < rows.length; start += NAMES_AT_ONCE) {
      const names = rows.slice(start, start + NAMES_AT_ONCE).map(({ name }) => name);
      for (const [name, found] of await this.#client.holds(names, doing, signal)) tags.set(name, found);
    }
    return tags;
  }

  /** For a zfs that does not tell the clones of a snapshot: all file systems of the pool say where they come from. */
  async #clonesByOrigin(doing: string, signal: AbortSignal): Promise<Map<string, string[]>> {
    const pool = this.#parent.replace(/\/.*$/, '');
    const rows = (await this.#client.list({ dataset: pool, what: 'tree', properties: ['origin'] }, doing, signal)) ?? [];
    const clones = new Map<string, string[]>();
    for (const { name, origin = '' } of rows) clones.set(origin, [...(clones.get(origin) ?? []), name]);
    return clones;
  }
}

function isHeld(row: Row): boolean {
  return number(row, 'userrefs') > 0;
}

function toSnapshot(row: Row, { clones, holds }: Pick<FoundZfsSnapshot, 'clones' | 'holds'>): FoundZfsSnapshot {
  const lockedUntil = lastEnd(holds);
  const snapshot = {
    id: row.name.slice(row.name.indexOf('@') + 1),
    createdAt: new Date(number(row, 'creation') * 1000),
    cloneCount: clones.length,
    totalBytes: number(row, 'referenced'),
    uniqueBytes: number(row, 'used'),
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
  };
  return { snapshot, clones, holds };
}

function toFilesystem(row: Row): Filesystem {
  const { name, origin = '-', mountpoint = '-', mounted } = row;
  return { name, mountPoint: mountpoint, isMounted: mounted === 'yes', origin: origin === '-' || origin === '' ? undefined : origin };
}

function number(row: Row, property: string): number {
  const text = row[property] ?? '';
  if (/^\d{1,20}$/.test(text)) return Number(text);
  throw new StorageError(`zfs gives no number as ${property} of ${row.name}: ${text === '' ? 'nothing' : text}`);
}

function split(names: string | undefined): string[] {
  return names === undefined || names === '' || names === '-' ? [] : names.split(',');
}
