// The appliance's JSON, checked and turned into ours: the only place that knows its field names. It differs between
// releases: sizes as floats, numbers as strings, `usage` instead of `space_*`, two ways to write a time.
import type { VolumeSpace } from '../adapter.ts';
import { StorageError } from '../errors.ts';
import { isJson, type Json, toBytes, toNumber } from '../json.ts';
import type { Snapshot } from '../snap-handler.ts';

/** A share as far as icb looks at it. */
export interface Filesystem {
  readonly name: string;
  readonly mountPoint: string;
  /** Present only on clones. */
  readonly origin: { readonly project: string; readonly share: string; readonly snapshot: string } | undefined;
}

export interface FoundZfssaSnapshot {
  readonly snapshot: Snapshot;
  /** False when the appliance left the number of clones out. */
  readonly cloneCountKnown: boolean;
}

/** For `lockedUntil` of a snapshot under a hold: the appliance does not tell when it ends. */
const NO_KNOWN_END = new Date('9999-12-31T00:00:00Z');

/** What the appliance itself says went wrong: `ERR_OBJECT_EXISTS, ...`. */
export function parseFault(body: unknown): string | undefined {
  const fault = isJson(body) ? body['fault'] : undefined;
  if (!isJson(fault)) return undefined;
  const said = new Set([fault['name'], fault['message'], fault['details']].filter((part) => typeof part === 'string' && part !== ''));
  return said.size === 0 ? 'fault without a message' : [...said].join(', ');
}

/** The list under `snapshots`, in the appliance's order. */
export function parseSnapshots(body: unknown): FoundZfssaSnapshot[] {
  return list(body, 'snapshots').map(toFound);
}

export function parseSnapshot(body: unknown): FoundZfssaSnapshot {
  return toFound(member(body, 'snapshot'));
}

/** Names of the clones of a snapshot. */
export function parseDependents(body: unknown): string[] {
  return list(body, 'dependents').map((dependent) => text(dependent, 'share', 'dependent'));
}

export function parseFilesystems(body: unknown): Filesystem[] {
  return list(body, 'filesystems').map(toFilesystem);
}

export function parseFilesystem(body: unknown): Filesystem {
  return toFilesystem(member(body, 'filesystem'));
}

/** Room in a filesystem, which ends with its quota or with the pool; undefined where a release does not tell it so. */
export function parseSpace(body: unknown): VolumeSpace | undefined {
  const filesystem = member(body, 'filesystem');
  const availableBytes = toBytes(filesystem['space_available']);
  const takenBytes = toBytes(filesystem['space_total']);
  return availableBytes === undefined || takenBytes === undefined ? undefined : { availableBytes, totalBytes: availableBytes + takenBytes };
}

function toFound(json: Json): FoundZfssaSnapshot {
  return { snapshot: toSnapshot(json), cloneCountKnown: toNumber(json['numclones']) !== undefined };
}

function toSnapshot(json: Json): Snapshot {
  const id = text(json, 'name', 'snapshot');
  const usage = isJson(json['usage']) ? json['usage'] : {};
  const totalBytes = toBytes(json['space_data'] ?? usage['data']);
  const uniqueBytes = toBytes(json['space_unique'] ?? usage['unique']);
  const hold = json['retentionpolicy'];
  return {
    id,
    createdAt: parseCreation(id, json['creation']),
    cloneCount: toNumber(json['numclones']) ?? 0,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(uniqueBytes === undefined ? {} : { uniqueBytes }),
    ...(typeof hold === 'string' && hold !== 'off' ? { lockedUntil: NO_KNOWN_END } : {}),
  };
}

function toFilesystem(json: Json): Filesystem {
  const name = text(json, 'name', 'filesystem');
  const origin = json['origin'];
  return {
    name,
    mountPoint: typeof json['mountpoint'] === 'string' ? json['mountpoint'] : '',
    origin: isJson(origin)
      ? {
          project: text(origin, 'project', `origin of filesystem ${name}`),
          share: text(origin, 'share', `origin of filesystem ${name}`),
          snapshot: text(origin, 'snapshot', `origin of filesystem ${name}`),
        }
      : undefined,
  };
}

const CREATION = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?Z?$/;

/** `20240305T01:02:03` (v1) or `2024-03-05T01:02:03Z` (v2); UTC with or without saying so. */
function parseCreation(id: string, creation: unknown): Date {
  const said = typeof creation === 'string' ? creation : JSON.stringify(creation);
  const [, year, month, day, hour, minute, second] = CREATION.exec(said ?? '') ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(iso);
  // Date takes 30 February for 1 March.
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) {
    throw new StorageError(`snapshot ${id} has a creation time that cannot be read: ${said}`);
  }
  return date;
}

function list(body: unknown, key: string): Json[] {
  const items = isJson(body) ? body[key] : undefined;
  if (!Array.isArray(items) || !items.every(isJson)) throw new StorageError(`the appliance's answer holds no list of ${key}`);
  return items;
}

function member(body: unknown, key: string): Json {
  const value = isJson(body) ? body[key] : undefined;
  if (!isJson(value)) throw new StorageError(`the appliance's answer holds no ${key}`);
  return value;
}

function text(json: Json, key: string, what: string): string {
  const value = json[key];
  if (typeof value !== 'string' || value === '') throw new StorageError(`the appliance's answer holds a ${what} without ${key}`);
  return value;
}
