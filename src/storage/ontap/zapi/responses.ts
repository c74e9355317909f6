// ZAPI's elements, checked and turned into ours: the only place that knows their names. What is unset is missing in them.
import { StorageError } from '../../errors.ts';
import { toNumber } from '../../json.ts';
import type { OntapSnapshot, OntapSvm, OntapVolume } from '../wire.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml.ts';
import type { ZapiInput } from './messages.ts';

/** The attributes that {@link parseVolume} reads. */
export const volumeAttributes: ZapiInput = {
  'volume-attributes': {
    'volume-id-attributes': { name: '', 'instance-uuid': '', 'junction-path': '', 'owning-vserver-name': '', 'containing-aggregate-name': '', comment: '', 'creation-time': '' },
    'volume-state-attributes': { state: '' },
    'volume-export-attributes': { policy: '' },
    'volume-snapshot-attributes': { 'snapdir-access-enabled': '' },
    'volume-clone-attributes': { 'volume-clone-parent-attributes': { name: '', 'snapshot-name': '' } },
  },
};

/** The attributes that {@link parseSvm} reads. */
export const svmAttributes: ZapiInput = {
  'vserver-info': { 'vserver-name': '', 'vserver-type': '', 'aggr-list': { 'aggr-name': '' }, 'vserver-aggr-info-list': { 'vserver-aggr-info': { 'aggr-name': '' } } },
};

/** From here on counters of blocks, which have 31 bits, may have run over. */
const LARGEST_COUNTED_BYTES = 2 ** 31 * 1024;

/** A `volume-attributes` element. */
export function parseVolume(element: XmlElement): OntapVolume {
  const id = childOf(element, 'volume-id-attributes');
  const name = text(id, 'name', 'volume');
  const parent = childOf(element, 'volume-clone-attributes', 'volume-clone-parent-attributes');
  const parentVolume = textOf(parent, 'name');
  const createdSeconds = toNumber(textOf(id, 'creation-time'));
  const showsSnapshots = textOf(element, 'volume-snapshot-attributes', 'snapdir-access-enabled');
  return {
    name,
    uuid: textOf(id, 'instance-uuid') ?? name,
    svm: text(id, 'owning-vserver-name', `volume ${name}`),
    isOnline: textOf(element, 'volume-state-attributes', 'state') === 'online',
    createdAt: createdSeconds === undefined ? undefined : new Date(createdSeconds * 1000),
    comment: textOf(id, 'comment') ?? '',
    aggregate: textOf(id, 'containing-aggregate-name'),
    junctionPath: textOf(id, 'junction-path'),
    exportPolicy: textOf(element, 'volume-export-attributes', 'policy'),
    hidesSnapshots: showsSnapshots === undefined ? undefined : showsSnapshots !== 'true',
    parent: parentVolume === undefined ? undefined : { volume: parentVolume, svm: undefined, snapshot: textOf(parent, 'snapshot-name') ?? '' },
  };
}

/** A `vserver-info` element; undefined for one that holds no data, such as a node. Which of its lists has the aggregates differs from account to account. */
export function parseSvm(element: XmlElement): OntapSvm | undefined {
  if ((textOf(element, 'vserver-type') ?? 'data') !== 'data') return undefined;
  const assigned = childrenOf(childOf(element, 'vserver-aggr-info-list'), 'vserver-aggr-info').map((aggregate) => textOf(aggregate, 'aggr-name'));
  const allowed = childrenOf(childOf(element, 'aggr-list'), 'aggr-name').map((aggregate) => textOf(aggregate));
  const aggregates = [...assigned, ...allowed].filter((aggregate) => aggregate !== undefined);
  return { name: text(element, 'vserver-name', 'SVM'), aggregates: [...new Set(aggregates)] };
}

/** A `snapshot-info` element; without the size of its volume nobody knows whether its counter can be believed. */
export function parseSnapshot(element: XmlElement, volumeBytes: number | undefined): OntapSnapshot {
  const id = text(element, 'name', 'snapshot');
  const owners = childrenOf(childOf(element, 'snapshot-owners-list'), 'snapshot-owner').map((owner) => textOf(owner, 'owner') ?? '');
  const holders = [...owners, textOf(element, 'dependency') ?? ''];
  const uniqueBytes = ownBytes(element, volumeBytes);
  const locks = ['expiry-time', 'snaplock-expiry-time'].filter((lock) => textOf(element, lock) !== undefined);
  const lockedUntil = locks.map((lock) => time(element, lock, id)).sort((a, b) => b.getTime() - a.getTime())[0];
  return {
    uuid: textOf(element, 'snapshot-instance-uuid') ?? id,
    snapshot: {
      id,
      createdAt: time(element, 'access-time', id),
      cloneCount: 0,
      ...(uniqueBytes === undefined ? {} : { uniqueBytes }),
      ...(lockedUntil === undefined ? {} : { lockedUntil }),
    },
    isCloned: holders.some((holder) => /clone/iu.test(holder)),
  };
}

/** Of ONTAPI, such as 1.160. */
export function parseVersion(results: XmlElement): string | undefined {
  const [major, minor] = [textOf(results, 'major-version'), textOf(results, 'minor-version')];
  return major === undefined || minor === undefined ? undefined : `${major}.${minor}`;
}

/** What `volume-size` says: a number of bytes, or of k, m, g, t, p. */
export function parseVolumeSize(results: XmlElement): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([kmgtp]?)$/iu.exec(textOf(results, 'volume-size') ?? '') ?? [];
  return number === '' ? undefined : Math.round(Number(number) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '));
}

/** Blocks of 1 KiB that only this snapshot holds, or percents of a volume that is too large for their counter. */
function ownBytes(element: XmlElement, volumeBytes: number | undefined): number | undefined {
  if (volumeBytes === undefined) return undefined;
  const blocks = toNumber(textOf(element, 'total'));
  if (blocks !== undefined && blocks >= 0 && volumeBytes < LARGEST_COUNTED_BYTES) return blocks * 1024;
  const percent = toNumber(textOf(element, 'percentage-of-total-blocks'));
  return percent === undefined ? undefined : Math.round((volumeBytes * percent) / 100);
}

/** Seconds since 1970. */
function time(element: XmlElement, name: string, snapshot: string): Date {
  const seconds = toNumber(textOf(element, name));
  const date = new Date((seconds ?? Number.NaN) * 1000);
  if (!Number.isNaN(date.getTime())) return date;
  throw new StorageError(`snapshot ${snapshot} has a time that cannot be read: ${name} is ${textOf(element, name) ?? 'missing'}`);
}

function text(element: XmlElement | undefined, name: string, what: string): string {
  const value = textOf(element, name);
  if (value === undefined) throw new StorageError(`the filer's answer holds a ${what} without ${name}`);
  return value;
}
