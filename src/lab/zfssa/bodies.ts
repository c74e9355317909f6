// The JSON of the simulated appliance: field names and shapes of the RESTful API Guide.
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { type ApplianceFault, faultStatus } from './appliance-fault.ts';
import { retentionPolicyOf } from './appliance-properties.ts';
import { type SnapshotSpace, type StorageState, volumeFolder, type Volume, type VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf } from '../storage/volumes.ts';
import type { SpaceMeter } from '../storage/space.ts';

/** Releases differ; tests choose which one they talk to. */
export interface ApplianceDialect {
  /** `2013.1`: `usage` instead of `space_data` and `space_unique`, `filesystem` instead of `share`. */
  readonly snapshots: 'current' | '2013.1';
  /** `guide`: the error's name as message and the sentence as details, without a name. */
  readonly faults: 'current' | 'guide';
  /** Whether it has version 2 of its services, as OS8.8 does. */
  readonly hasVersion2: boolean;
}

/** Everything a body is made from. */
export interface BodySource {
  readonly appliance: StorageState;
  readonly pool: string;
  readonly meter: SpaceMeter;
  readonly dialect: ApplianceDialect;
  /** Storage service version in the path: decides how times look. */
  readonly version: 'v1' | 'v2';
}

type Json = Readonly<Record<string, unknown>>;

export function filesystemBody(source: BodySource, share: Volume): Json {
  const { appliance, pool, version } = source;
  const { project } = appliance;
  const space = source.meter.measure(appliance, share.name);
  const { bavail, bsize } = statfsSync(volumeFolder(appliance, share.name));
  return {
    name: share.name,
    pool,
    project,
    collection: 'local',
    canonical_name: `${pool}/local/${project}/${share.name}`,
    id: share.id,
    href: filesystemHref(source, share.name),
    creation: timeText(share.creation, version),
    mountpoint: `/export/${project}/${share.name}`,
    sharenfs: 'on',
    compression: 'lz4',
    recordsize: '128K',
    readonly: false,
    nodestroy: false,
    quota: 0,
    reservation: 0,
    root_user: 'oracle',
    root_group: 'dba',
    root_permissions: '750',
    space_data: space.dataBytes,
    space_snapshots: space.snapshotBytes,
    space_total: space.dataBytes + space.snapshotBytes,
    space_unused_res: 0,
    space_available: bavail * bsize,
    ...share.properties,
    ...(share.origin === undefined ? {} : { origin: { pool, collection: 'local', project, share: share.origin.volume, snapshot: share.origin.snapshot } }),
  };
}

export function snapshotBody(source: BodySource, snapshot: VolumeSnapshot, space: SnapshotSpace): Json {
  const { appliance, pool, version, dialect } = source;
  const { project } = appliance;
  const filesystem = filesystemHref(source, snapshot.volume);
  const dated =
    dialect.snapshots === '2013.1'
      ? { filesystem: snapshot.volume, usage: { unique: space.uniqueBytes, loading: false, data: space.dataBytes } }
      : {
          share: snapshot.volume,
          space_data: space.dataBytes,
          space_unique: space.uniqueBytes,
          retentionpolicy: retentionPolicyOf(snapshot),
        };
  return {
    name: snapshot.name,
    numclones: clonesOf(appliance, snapshot).length,
    creation: timeText(snapshot.creation, version),
    pool,
    project,
    collection: 'local',
    type: 'snapshot',
    canonical_name: `${pool}/local/${project}/${snapshot.volume}@${snapshot.name}`,
    id: snapshot.id,
    href: `${filesystem}/snapshots/${encodeURIComponent(snapshot.name)}`,
    ...dated,
  };
}

export function dependentBody(source: BodySource, share: Volume): Json {
  return { project: source.appliance.project, share: share.name, href: filesystemHref(source, share.name) };
}

export function poolBody({ appliance, pool }: BodySource): Json {
  const { blocks, bavail, bsize } = statfsSync(join(appliance.labDir, 'zfssa'));
  const usage = { total: blocks * bsize, available: bavail * bsize, used: (blocks - bavail) * bsize };
  return { name: pool, status: 'online', owner: 'icb-lab', peer: '00000000-0000-0000-0000-000000000000', usage };
}

export function projectBody(source: BodySource): Json {
  const { appliance, pool } = source;
  const { bavail, bsize } = statfsSync(join(appliance.labDir, 'nfs', appliance.project));
  return {
    name: appliance.project,
    pool,
    collection: 'local',
    canonical_name: `${pool}/local/${appliance.project}`,
    href: projectHref(source),
    mountpoint: `/export/${appliance.project}`,
    sharenfs: 'on',
    space_available: bavail * bsize,
  };
}

/** The `fault` body of a refusal, with the status that goes with it. */
export function faultBody(fault: ApplianceFault, dialect: ApplianceDialect): { readonly status: number; readonly body: Json } {
  const code = faultStatus[fault.faultName];
  const body =
    dialect.faults === 'guide'
      ? { message: fault.faultName, details: fault.message, code }
      : { message: fault.message, code, name: fault.faultName };
  return { status: code, body: { fault: body } };
}

function projectHref({ appliance, pool, version }: BodySource): string {
  return `/api/storage/${version}/pools/${pool}/projects/${encodeURIComponent(appliance.project)}`;
}

function filesystemHref(source: BodySource, share: string): string {
  return `${projectHref(source)}/filesystems/${encodeURIComponent(share)}`;
}

/** Version 1 writes UTC without a zone mark, date without dashes; version 2 ISO 8601. */
function timeText(iso: string, version: 'v1' | 'v2'): string {
  const utc = DateTime.fromISO(iso, { zone: 'utc' });
  return utc.toFormat(version === 'v1' ? "yyyyMMdd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss'Z'");
}
