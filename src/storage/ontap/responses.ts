// ONTAP's JSON, checked and turned into ours: the only place that knows its field names. What is unset is missing in it.
import { DateTime } from 'luxon';
import type { VolumeSpace } from '../adapter.ts';
import { StorageError } from '../errors.ts';
import { isJson, type Json, toBytes } from '../json.ts';
import type { OntapSnapshot, OntapSvm, OntapVolume } from './wire.ts';

/** What ONTAP says went wrong. */
export interface OntapFault {
  /** A number in some places, a text in others. */
  readonly code: string;
  readonly message: string;
}

/** The fields that {@link parseVolume} reads: most have to be asked for by name. */
export const volumeFields =
  'name,uuid,svm.name,state,create_time,comment,aggregates,nas.path,nas.export_policy.name,clone.is_flexclone,clone.parent_volume.name,clone.parent_svm.name,clone.parent_snapshot.name';

/** One more, which came with 9.13.1. */
export const snapshotDirectoryField = 'snapshot_directory_access_enabled';

export interface Page {
  readonly records: readonly Json[];
  /** Path and query of the next page. */
  readonly next: string | undefined;
}

export interface Job {
  readonly isFinished: boolean;
  /** Of a job that has failed. */
  readonly fault: OntapFault | undefined;
}

/** The body of a failure. A job that failed has the same member, but the answer that tells so is a good one. */
export function parseFault(body: unknown): OntapFault | undefined {
  const error = isJson(body) && typeof body['state'] !== 'string' ? body['error'] : undefined;
  return isJson(error) ? toFault(error) : undefined;
}

/** The job that a change started. */
export function parseJobId(body: unknown): string | undefined {
  const job = isJson(body) ? body['job'] : undefined;
  const uuid = isJson(job) ? job['uuid'] : undefined;
  return typeof uuid === 'string' && uuid !== '' ? uuid : undefined;
}

/** `error` came with ONTAP 9.9; before, only `code` and `message` tell what went wrong. */
export function parseJob(body: unknown): Job {
  if (!isJson(body) || typeof body['state'] !== 'string') throw new StorageError("the filer's answer holds no state of the job");
  const { state, error } = body;
  if (state === 'queued' || state === 'running' || state === 'paused') return { isFinished: false, fault: undefined };
  if (state === 'success') return { isFinished: true, fault: undefined };
  return { isFinished: true, fault: toFault(isJson(error) ? error : body) };
}

export function parsePage(body: unknown): Page {
  const records = isJson(body) ? body['records'] : undefined;
  if (!isJson(body) || !Array.isArray(records) || !records.every(isJson)) throw new StorageError("the filer's answer holds no list of records");
  const links = isJson(body['_links']) ? body['_links'] : {};
  const next = isJson(links['next']) ? links['next']['href'] : undefined;
  if (next !== undefined && (typeof next !== 'string' || !next.startsWith('/api/'))) throw new StorageError("the filer's answer leads to no next page");
  return { records, next };
}

export function parseVolume(json: Json): OntapVolume {
  const [svm, nas, clone] = [member(json, 'svm'), member(json, 'nas'), member(json, 'clone')];
  const [policy, parentVolume, parentSvm, parentSnapshot] = [member(nas, 'export_policy'), member(clone, 'parent_volume'), member(clone, 'parent_svm'), member(clone, 'parent_snapshot')];
  const hidesSnapshots = json['snapshot_directory_access_enabled'];
  return {
    name: text(json, 'name', 'volume'),
    uuid: text(json, 'uuid', 'volume'),
    svm: text(svm, 'name', 'SVM'),
    isOnline: json['state'] === 'online',
    createdAt: json['create_time'] === undefined ? undefined : parseTime('a volume has a creation time', json['create_time']),
    comment: optionalText(json['comment']) ?? '',
    aggregate: onlyName(json['aggregates']),
    junctionPath: optionalText(nas['path']),
    exportPolicy: optionalText(policy['name']),
    hidesSnapshots: typeof hidesSnapshots === 'boolean' ? !hidesSnapshots : undefined,
    // A volume keeps what it was cloned from until it is split off.
    parent:
      clone['is_flexclone'] === true
        ? { volume: optionalText(parentVolume['name']) ?? '', svm: optionalText(parentSvm['name']), snapshot: optionalText(parentSnapshot['name']) ?? '' }
        : undefined,
  };
}

/** Whether the volume can have tamperproof snapshots. */
export function parseLocking(json: Json): boolean {
  return json['snapshot_locking_enabled'] === true;
}

export function parseSnapshot(json: Json): OntapSnapshot {
  const id = text(json, 'name', 'snapshot');
  const totalBytes = toBytes(json['logical_size'] ?? json['size']);
  const uniqueBytes = toBytes(json['reclaimable_space']);
  const owners = Array.isArray(json['owners']) ? json['owners'].map(String) : [];
  const locks = [json['expiry_time'], json['snaplock_expiry_time'], member(json, 'snaplock')['expiry_time']].filter((time) => time !== undefined && time !== '');
  const lockedUntil = locks.map((time) => parseTime(`snapshot ${id} has an expiry time`, time)).sort((a, b) => b.getTime() - a.getTime())[0];
  return {
    uuid: text(json, 'uuid', `snapshot ${id}`),
    snapshot: {
      id,
      createdAt: parseTime(`snapshot ${id} has a creation time`, json['create_time']),
      cloneCount: 0,
      ...(totalBytes === undefined ? {} : { totalBytes }),
      ...(uniqueBytes === undefined ? {} : { uniqueBytes }),
      ...(lockedUntil === undefined ? {} : { lockedUntil }),
    },
    isCloned: owners.some((owner) => /clone/u.test(owner) && !owner.endsWith('dependent')),
  };
}

export function parseSvm(json: Json): OntapSvm {
  return { name: text(json, 'name', 'SVM'), aggregates: names(json['aggregates']) };
}

/** `space.used` holds snapshots that do not fit into their reserve. */
export function parseSpace(json: Json): VolumeSpace | undefined {
  const space = member(json, 'space');
  const totalBytes = toBytes(space['size']);
  const usedBytes = toBytes(space['used']);
  return totalBytes === undefined || usedBytes === undefined ? undefined : { totalBytes, availableBytes: Math.max(0, totalBytes - usedBytes) };
}

export interface OntapGroup {
  readonly name: string;
  readonly uuid: string;
  /** Names of its volumes. */
  readonly volumes: readonly string[];
}

export function parseGroup(json: Json): OntapGroup {
  return { name: text(json, 'name', 'consistency group'), uuid: text(json, 'uuid', 'consistency group'), volumes: names(json['volumes']) };
}

/** Names of the volumes that the snapshot of a consistency group lacks. */
export function parseMissingVolumes(json: Json): readonly string[] {
  const missing = names(json['missing_volumes']);
  return json['is_partial'] === true && missing.length === 0 ? ['at least one volume'] : missing;
}

/** In the zone of the cluster, which the text always names. */
function parseTime(what: string, value: unknown): Date {
  const time = typeof value === 'string' && /(?:Z|[+-]\d\d:?\d\d)$/u.test(value) ? DateTime.fromISO(value) : undefined;
  if (time?.isValid !== true) throw new StorageError(`${what} that cannot be read: ${typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')}`);
  return time.toJSDate();
}

function toFault(json: Json): OntapFault {
  const { code, message } = json;
  return {
    code: typeof code === 'number' || typeof code === 'string' ? String(code) : '',
    message: typeof message === 'string' && message !== '' ? message : 'an error without a message',
  };
}

function names(list: unknown): string[] {
  return Array.isArray(list) ? list.flatMap((one) => (isJson(one) ? (optionalText(one['name']) ?? []) : [])) : [];
}

function onlyName(list: unknown): string | undefined {
  const all = names(list);
  return all.length === 1 ? all[0] : undefined;
}

/** What is unset is missing as a whole. */
function member(json: Json, key: string): Json {
  const value = json[key];
  return isJson(value) ? value : {};
}

function text(json: Json, key: string, what: string): string {
  const value = optionalText(json[key]);
  if (value === undefined) throw new StorageError(`the filer's answer holds a ${what} without ${key}`);
  return value;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
