// The lab's volumes as datasets: pool `tank`, in it one dataset of the project, in that one for each volume.
import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { clonesOf } from '#lab/storage/volumes.ts';
import { snapshotsOf } from '#lab/storage/snapshots.ts';
import type { SpaceMeter } from '#lab/storage/space.ts';
import type { Properties, StorageState, Volume, VolumeSnapshot } from '#lab/storage/storage-state.ts';
import { ZfsComplaint } from './zfs-complaint.ts';

export const labPool = 'tank';

/** By which the pool of one lab is told from that of another. */
export function poolGuid(labDir: string): string {
  return numberOf(createHash('sha1').update(labDir).digest('hex'));
}

export interface Dataset {
  /** Whole name. */
  readonly name: string;
  readonly type: 'filesystem' | 'snapshot';
  readonly volume?: Volume;
  readonly snapshot?: VolumeSnapshot;
}

export class DatasetTree {
  readonly state: StorageState;
  readonly #meter: SpaceMeter;
  readonly #space = new Map<string, ReturnType<SpaceMeter['measure']>>();

  constructor(state: StorageState, meter: SpaceMeter) {
    this.state = state;
    this.#meter = meter;
  }

  get parent(): string {
    return `${labPool}/${this.state.project}`;
  }

  /** File systems with their snapshots behind them, these as they were made. */
  all(): Dataset[] {
    const volumes = this.state.volumes.flatMap((volume): Dataset[] => {
      const name = `${this.parent}/${volume.name}`;
      const snapshots = snapshotsOf(this.state, volume.name).toSorted((a, b) => transaction(a.properties) - transaction(b.properties));
      return [{ name, type: 'filesystem', volume }, ...snapshots.map((snapshot): Dataset => ({ name: `${name}@${snapshot.name}`, type: 'snapshot', snapshot }))];
    });
    return [{ name: labPool, type: 'filesystem' }, { name: this.parent, type: 'filesystem' }, ...volumes];
  }

  /** @throws {ZfsComplaint} */
  find(name: string, doing = 'open'): Dataset {
    const found = this.all().find((dataset) => dataset.name === name);
    if (found === undefined) throw new ZfsComplaint(`cannot ${doing} '${name}': dataset does not exist`);
    return found;
  }

  /** Name of the volume a dataset of that name would be. @throws {ZfsComplaint} */
  newChild(name: string): string {
    if (!/^[\w.:/ -]+$/.test(name)) throw new ZfsComplaint(`cannot create '${name}': invalid character in name`);
    if (this.all().some((dataset) => dataset.name === name)) throw new ZfsComplaint(`cannot create '${name}': dataset already exists`);
    const child = name.startsWith(`${this.parent}/`) ? name.slice(this.parent.length + 1) : '';
    if (child === '' || child.includes('/')) throw new ZfsComplaint(`cannot create '${name}': parent does not exist`);
    return child;
  }

  nextTransaction(): number {
    return Math.max(0, ...this.state.snapshots.map(({ properties }) => transaction(properties))) + 5;
  }

  /** The value of a property; exact as with `-p`, or for people. */
  value(dataset: Dataset, property: string, { isExact }: { readonly isExact: boolean }): string {
    const { volume, snapshot, name, type } = dataset;
    switch (property) {
      case 'name': return name;
      case 'type': return type;
      case 'creation': return creation(snapshot?.creation ?? volume?.creation, isExact);
      case 'createtxg': return snapshot === undefined ? '1' : String(transaction(snapshot.properties));
      case 'guid': return name === labPool ? poolGuid(this.state.labDir) : numberOf((snapshot ?? volume)?.id ?? '1');
      case 'used': return size(this.#bytes(dataset, 'uniqueBytes'), isExact);
      case 'referenced': return size(this.#bytes(dataset, 'dataBytes'), isExact);
      case 'userrefs': return snapshot === undefined ? '-' : String(holdsOf(snapshot).length);
      case 'defer_destroy': return snapshot === undefined ? '-' : 'off';
      case 'clones': return snapshot === undefined ? '-' : clonesOf(this.state, snapshot).map((clone) => `${this.parent}/${clone.name}`).join(',');
      case 'origin': return volume?.origin === undefined ? '-' : `${this.parent}/${volume.origin.volume}@${volume.origin.snapshot}`;
      case 'mounted': return type === 'snapshot' ? '-' : 'yes';
      case 'mountpoint': return type === 'snapshot' ? '-' : `/export${name.slice(labPool.length)}`;
      case 'sharenfs': return type === 'snapshot' ? '-' : String(volume?.properties['sharenfs'] ?? 'on');
      case 'quota': return type === 'snapshot' ? '-' : String(volume?.properties['quota'] ?? '0');
      default: throw new ZfsComplaint(`bad property list: invalid property '${property}'`, 2);
    }
  }

  #bytes({ volume, snapshot }: Dataset, figure: 'uniqueBytes' | 'dataBytes'): number {
    if (snapshot !== undefined) return this.#spaceOf(snapshot.volume).snapshots.get(snapshot.id)?.[figure] ?? 0;
    return volume === undefined ? 0 : this.#spaceOf(volume.name).dataBytes;
  }

  /** Measured once for all rows of a list. */
  #spaceOf(volume: string): ReturnType<SpaceMeter['measure']> {
    const space = this.#space.get(volume) ?? this.#meter.measure(this.state, volume);
    this.#space.set(volume, space);
    return space;
  }
}

export function holdsOf({ properties }: Pick<VolumeSnapshot, 'properties'>): string[] {
  return String(properties['holds'] ?? '').split(' ').filter((tag) => tag !== '');
}

function numberOf(hexadecimal: string): string {
  return BigInt(`0x${hexadecimal.slice(0, 16)}`).toString();
}

function transaction(properties: Properties): number {
  return Number(properties['createtxg'] ?? 0);
}

/** Without `-p` only the minute, in the local zone. */
function creation(iso: string | undefined, isExact: boolean): string {
  const at = iso === undefined ? DateTime.fromMillis(0) : DateTime.fromISO(iso);
  return isExact ? String(Math.floor(at.toSeconds())) : at.toLocal().toFormat('ccc LLL d HH:mm yyyy');
}

function size(bytes: number, isExact: boolean): string {
  return isExact || bytes < 1024 ? String(bytes) : `${(bytes / 1024).toFixed(2)}K`;
}
