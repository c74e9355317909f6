import type { HttpRequest, Reply } from '../storage/reply.ts';
import { SpaceMeter } from '../storage/space.ts';
import { snapshotsOf } from '../storage/snapshots.ts';
import { changeStorage, type StorageIdentity, type StorageState, type Volume, type VolumeSnapshot, viewStorage } from '../storage/storage-state.ts';
import { snapshotKind, snapshotRecord, volumeKind, volumeRecord } from './bodies.ts';
import type { FilerConfiguration } from './create-filer.ts';
import { faultBody, FilerFault } from './filer-fault.ts';
import { Jobs } from './jobs.ts';
import { flattened, listing, single } from './records.ts';
import { checkNewSnapshot, deleteSnapshot, makeSnapshot } from './snapshots.ts';
import { changeVolume, checkNewVolume, deleteVolume, isOnline, makeVolume, uuidOf, volumeByUuid } from './volumes.ts';

/** What differs between releases and settings. */
export interface FilerStyle {
  readonly release: '9.6' | '9.14';
  /** How many records a page holds at most. */
  readonly pageRecords: number;
  /** Whether a change is answered before it has happened, with the job that does it. */
  readonly answersEarly: boolean;
  /** Whether a deleted volume is kept for a while. */
  readonly recoveryQueue: boolean;
}

interface Call {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
}

/** Lets in who may come in, finds what is asked for, and turns refusals into `error` bodies. */
export class FrontDoor {
  readonly #jobs = new Jobs();
  readonly #identity: StorageIdentity;
  readonly #configuration: FilerConfiguration;
  readonly #style: FilerStyle;
  readonly #meter = new SpaceMeter();

  constructor(identity: StorageIdentity, configuration: FilerConfiguration, style: FilerStyle) {
    this.#identity = identity;
    this.#configuration = configuration;
    this.#style = style;
  }

  answer(request: HttpRequest): Reply {
    try {
      this.#authenticate(request);
      this.#jobs.goOn();
      const { pathname, searchParams } = new URL(request.url, 'https://filer');
      return this.#answer(pathname, { request, query: searchParams });
    } catch (error) {
      if (!(error instanceof FilerFault)) throw error;
      return { status: error.status, body: faultBody(error) };
    }
  }

  #authenticate({ headers }: HttpRequest): void {
    const { user, password } = this.#configuration;
    if (headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`) return;
    throw new FilerFault(6691623, 'User is not authorized.', 401);
  }

  #answer(path: string, call: Call): Reply {
    const { method } = call.request;
    const { release } = this.#style;
    const [, job] = /^\/api\/cluster\/jobs\/([\w-]+)$/.exec(path) ?? [];
    if (job !== undefined && method === 'GET') return { status: 200, body: this.#jobs.body(job, { hasError: release !== '9.6' }) };
    const [, isVolumes, volume, isSnapshots, snapshot] = /^\/api\/storage(\/volumes)(?:\/([\w-]+)(?:(\/snapshots)(?:\/([\w-]+))?)?)?$/.exec(path) ?? [];
    if (isVolumes === undefined) throw new FilerFault(3, 'API not found', 404);
    if (volume === undefined) return this.#volumes(call);
    return isSnapshots === undefined ? this.#volume(volume, call) : this.#snapshots(volume, snapshot, call);
  }

  #volumes({ request, query }: Call): Reply {
    const { svm } = this.#configuration;
    if (request.method === 'GET') {
      const records = viewStorage(this.#identity).volumes.map((volume) => volumeRecord(volume, svm));
      return { status: 200, body: listing(records, volumeKind, query, this.#style.pageRecords) };
    }
    requireMethod(request, 'POST');
    const body = flattened(jsonObject(request));
    checkNewVolume(body, svm);
    return this.#change(201, query, (state) => makeVolume(state, body));
  }

  #volume(uuid: string, { request, query }: Call): Reply {
    const volume = volumeByUuid(viewStorage(this.#identity), uuid);
    if (request.method === 'GET') return { status: 200, body: single(volumeRecord(volume, this.#configuration.svm), volumeKind, query) };
    if (request.method === 'DELETE') return this.#change(200, query, (state) => deleteVolume(state, uuid, { queued: this.#style.recoveryQueue }));
    requireMethod(request, 'PATCH');
    const body = flattened(jsonObject(request));
    return this.#change(200, query, (state) => changeVolume(state, uuid, body));
  }

  #snapshots(volumeUuid: string, uuid: string | undefined, { request, query }: Call): Reply {
    const state = viewStorage(this.#identity);
    const volume = volumeByUuid(state, volumeUuid);
    if (!isOnline(volume)) throw new FilerFault(524479, `Volume "${volume.name}" is offline.`);
    if (uuid !== undefined) {
      snapshotByUuid(state, volume, uuid);
      requireMethod(request, 'DELETE');
      return this.#change(200, query, (state) => deleteSnapshot(state, snapshotByUuid(state, volume, uuid)));
    }
    if (request.method === 'GET') {
      const space = this.#meter.measure(state, volume.name).snapshots;
      const records = snapshotsOf(state, volume.name).map((snapshot) => snapshotRecord(state, volume, snapshot, space.get(snapshot.id)));
      return { status: 200, body: listing(records, snapshotKind(volumeUuid), query, this.#style.pageRecords) };
    }
    requireMethod(request, 'POST');
    const body = flattened(jsonObject(request));
    checkNewSnapshot(body);
    return this.#change(201, query, (state) => makeSnapshot(state, volumeByUuid(state, volumeUuid), body));
  }

  /** By a job, unless the client or the style of the filer waits for its end. */
  #change(status: number, query: URLSearchParams, change: (state: StorageState) => void): Reply {
    const run = (): void => changeStorage(this.#identity, change);
    if (!this.#style.answersEarly || Number(query.get('return_timeout') ?? 0) > 0) {
      run();
      return { status, body: {} };
    }
    const uuid = this.#jobs.start(run);
    return { status: 202, body: { job: { uuid, _links: { self: { href: `/api/cluster/jobs/${uuid}` } } } } };
  }
}

function snapshotByUuid(state: StorageState, volume: Volume, uuid: string): VolumeSnapshot {
  const snapshot = snapshotsOf(state, volume.name).find((candidate) => uuidOf(candidate) === uuid);
  if (snapshot === undefined) throw new FilerFault(4, "entry doesn't exist", 404);
  return snapshot;
}

function requireMethod({ method }: HttpRequest, wanted: string): void {
  if (method !== wanted) throw new FilerFault(262186, `Method ${method} is not allowed here.`, 405);
}

function jsonObject({ body }: HttpRequest): object {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Falls through to the same refusal as any other body that is not an object.
  }
  throw new FilerFault(262186, 'The request body is not a JSON object.');
}
