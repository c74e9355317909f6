// The appliance's JSON, checked and turned into ours: the only place that knows its field names. Two releases are known to write
// times differently, and fields may hold HTML.
import { DateTime } from 'luxon';
import { StorageError } from '../errors.ts';
import { isJson, type Json, toNumber } from '../json.ts';
import type { Snapshot } from '../snap-handler.ts';

/** What the appliance answers to any operation. */
export interface Answer {
  readonly success: boolean;
  readonly said: string;
  /** Empty for an operation that lists nothing. */
  readonly records: readonly Json[];
  /** How many there are on all pages, where it tells. */
  readonly total: number | undefined;
}

export interface Volume {
  readonly name: string;
  readonly pool: string;
  /** Absolute; empty when it is not exported. */
  readonly path: string;
}

/** Undefined for what is not an answer of the interface. */
export function parseAnswer(body: unknown): Answer | undefined {
  if (!isJson(body) || !['true', 'false'].includes(String(body['success']))) return undefined;
  const { records } = body;
  return {
    success: String(body['success']) === 'true',
    said: plainText(body['msg']),
    records: Array.isArray(records) ? records.filter(isJson) : [],
    total: toNumber(body['total']),
  };
}

/** The name of a new snapshot stands nowhere but in the message, between @ and '. Undefined when it does not, or more than one. */
export function parseNewName(said: string): string | undefined {
  const [name, ...more] = [...said.matchAll(/@([^@'\s]+)'/g)].map(([, found]) => found);
  return more.length === 0 ? name : undefined;
}

export function parseVolume(record: Json): Volume {
  return { name: field(record, 'vol_name', 'volume'), pool: field(record, 'pool', 'volume'), path: plainText(record['vol_path']) };
}

/** Whose snapshot a record is, where it tells. */
export function isOfVolume(record: Json, pool: string, volume: string): boolean {
  const [ofPool, ofVolume] = [plainText(record['pool_name']), plainText(record['volume_name'])];
  return (ofPool === '' || ofPool === pool) && (ofVolume === '' || ofVolume === volume);
}

/** `zone` is that of the appliance's clock. Its API tells nothing of clones, nor what dropping a snapshot would free. */
export function parseSnapshot(record: Json, zone: string): Snapshot {
  const id = field(record, 'snapshot_name', 'snapshot');
  const createdAt = instant(record, zone);
  if (createdAt === undefined) throw new StorageError(`the appliance's answer holds no time of snapshot ${id}`);
  const totalBytes = bytesOf(plainText(record['refer']));
  return { id, createdAt, cloneCount: 0, ...(totalBytes === undefined ? {} : { totalBytes }) };
}

/** Seconds since 1970 in either field, else `Sun Jan 12 19:00 2014`. */
function instant({ datesort, creation }: Json, zone: string): Date | undefined {
  const seconds = [datesort, creation].map(toNumber).find((number) => number !== undefined && number > 1e9 && number < 1e10);
  if (seconds !== undefined) return new Date(seconds * 1000);
  const text = plainText(creation).replace(/\s+/g, ' ');
  const parsed = DateTime.fromFormat(text, 'ccc LLL d HH:mm yyyy', { zone, locale: 'en-US' });
  return parsed.isValid ? parsed.toJSDate() : undefined;
}

/** `71.2G` as zfs writes it: rounded, and in powers of 1024. */
function bytesOf(size: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([BKMGTPEZ]?)(?:iB|B)?$/i.exec(size) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * 1024 ** Math.max('BKMGTPEZ'.indexOf(unit.toUpperCase()), 0));
}

const entities: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Without the HTML that the web interface wants in it. */
function plainText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value)
    .replace(/&(?:#(\d{1,6})|(\w+));/g, (whole, code: string | undefined, name: string | undefined) => (code === undefined ? (entities[name ?? ''] ?? whole) : String.fromCodePoint(Number(code))))
    .replaceAll('\u00a0', ' ')
    .trim();
}

function field(record: Json, key: string, what: string): string {
  const value = plainText(record[key]);
  if (value === '') throw new StorageError(`the appliance's answer holds a ${what} without ${key}`);
  return value;
}
