// The array's JSON, checked and turned into ours: the only place that knows its field names. Nearly all values are texts.
import { StorageError } from '../errors.ts';
import { isJson, type Json, parseJson, toNumber } from '../json.ts';
import type { Snapshot } from '../snap-handler.ts';

/** What came back, be it a success: HTTP says 200 to both. */
export interface Answer {
  /** `0` for a success; there are negative ones. */
  readonly code: string;
  readonly description: string;
  /** Missing where there is nothing: an empty list has none. */
  readonly data: unknown;
}

export interface NamedObject {
  readonly id: string;
  readonly name: string;
}

export interface Filesystem extends NamedObject {
  readonly vstoreId: string | undefined;
  readonly vstoreName: string | undefined;
  readonly capacityBytes: number | undefined;
  /** Only of a clone. */
  readonly parent: { readonly filesystemId: string; readonly snapshot: string } | undefined;
}

export interface FoundDoradoSnapshot {
  /** The array's own: `4@orcl-20240305T010203`. */
  readonly internalId: string;
  readonly filesystemId: string | undefined;
  /** Without the clones, which only the list of filesystems shows. Sizes are not known of any field for certain. */
  readonly snapshot: Snapshot;
}

export interface Share {
  readonly id: string;
  readonly filesystemId: string;
  /** `/name/`, with a slash at both ends. */
  readonly path: string;
}

export interface ShareClient {
  readonly name: string;
  readonly shareId: string | undefined;
}

const SECTOR_BYTES = 512;

/** Undefined for what is no answer of the REST service. */
export function parseAnswer(text: string): Answer | undefined {
  const body = parseJson(text);
  const error = isJson(body) ? body['error'] : undefined;
  const code = isJson(error) ? optionalText(error['code']) : undefined;
  if (!isJson(body) || !isJson(error) || code === undefined) return undefined;
  return { code, description: optionalText(error['description']) ?? '', data: body['data'] };
}

/** Of a login. */
export function parseLogin(data: unknown): { readonly token: string; readonly deviceId: string } {
  const login = isJson(data) ? data : {};
  return { token: text(login, 'iBaseToken', 'login'), deviceId: text(login, 'deviceid', 'login') };
}

/** No rows have no `data` at all. */
export function parseRows(data: unknown): readonly Json[] {
  if (data === undefined || data === null) return [];
  if (Array.isArray(data) && data.every(isJson)) return data;
  throw new StorageError("the array's answer holds no list of objects");
}

export function parseCount(data: unknown): number {
  const count = isJson(data) ? toNumber(data['COUNT']) : undefined;
  if (count === undefined) throw new StorageError("the array's answer holds no count");
  return count;
}

export function idOf(row: Json): string {
  return text(row, 'ID', 'object');
}

export function parseNamed(row: Json): NamedObject {
  return { id: idOf(row), name: text(row, 'NAME', 'object') };
}

export function parseFilesystem(row: Json): Filesystem {
  const isClone = String(row['ISCLONEFS']) === 'true';
  const parentSnapshot = realText(row['PARENTSNAPSHOTNAME']) ?? realText(row['PARENTSNAPSHOTID'])?.replace(/^[^@]*@/u, '') ?? '';
  const sectors = toNumber(row['CAPACITY']);
  return {
    ...parseNamed(row),
    vstoreId: optionalText(row['vstoreId']),
    vstoreName: optionalText(row['vstoreName']),
    capacityBytes: sectors === undefined ? undefined : bytesOf(sectors),
    parent: isClone ? { filesystemId: realText(row['PARENTFILESYSTEMID']) ?? '', snapshot: parentSnapshot } : undefined,
  };
}

/** `TIMESTAMP` is not looked at: it seems to be the array's local time. */
export function parseSnapshot(row: Json): FoundDoradoSnapshot {
  const id = text(row, 'NAME', 'snapshot');
  const createdAt = toDate(row['utcTimeStamp']);
  if (createdAt === undefined) throw new StorageError(`snapshot ${id} has no time of creation (utcTimeStamp)`);
  const lockedUntil = String(row['isSecuritySnap']) === 'true' ? toDate(row['securitySnapExpireTime']) : undefined;
  return {
    internalId: idOf(row),
    filesystemId: optionalText(row['PARENTID']),
    snapshot: { id, createdAt, cloneCount: 0, ...(lockedUntil === undefined ? {} : { lockedUntil }) },
  };
}

export function parseShare(row: Json): Share {
  return { id: idOf(row), filesystemId: text(row, 'FSID', 'share'), path: text(row, 'SHAREPATH', 'share') };
}

export function parseShareClient(row: Json): ShareClient {
  return { name: text(row, 'NAME', 'client of a share'), shareId: optionalText(row['PARENTID']) };
}

export function bytesOf(sectors: number): number {
  return sectors * SECTOR_BYTES;
}

/** How the array wants a size: in whole sectors. */
export function sectorsOf(bytes: number): number {
  return Math.ceil(bytes / SECTOR_BYTES);
}

/** Says for what an answer was wanted that cannot be read. */
export function inContext<T>(doing: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof StorageError ? new StorageError(`cannot ${doing}: ${error.message}`, { cause: error }) : error;
  }
}

/** Seconds since 1970, UTC. */
function toDate(value: unknown): Date | undefined {
  const seconds = toNumber(value);
  return seconds === undefined || seconds <= 0 ? undefined : new Date(seconds * 1000);
}

function text(row: Json, key: string, what: string): string {
  const value = optionalText(row[key]);
  if (value === undefined) throw new StorageError(`the array's answer holds a ${what} without ${key}`);
  return value;
}

/** Numbers come as such or as texts. */
function optionalText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Without what arrays write for "none". */
function realText(value: unknown): string | undefined {
  const found = optionalText(value);
  return found === '--' ? undefined : found;
}
