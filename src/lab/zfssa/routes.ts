// The calls the simulated appliance understands, in the order of its API guide.
import { ApplianceFault } from './appliance-fault.ts';
import { type Appliance, type ApplianceIdentity, changeAppliance, type SnapshotRecord, viewAppliance } from './appliance-state.ts';
import { type BodySource, dependentBody, filesystemBody, poolBody, projectBody, snapshotBody } from './bodies.ts';
import { destroyShare, destroySnapshots, rollBack } from './destruction.ts';
import { checkName, clonesOf, createShare, findShare, modifyShare } from './shares.ts';
import { cloneSnapshot, findSnapshot, setRetentionPolicy, snapshotsOf, takeSnapshot } from './snapshots.ts';

/** A request whose sender is known, taken apart. */
export interface StorageRequest {
  readonly method: string;
  /** Behind `/api/storage/v<n>/`, decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a route works with: the appliance, and how to write bodies about a state of it. */
export interface StorageService {
  readonly identity: ApplianceIdentity;
  readonly source: Omit<BodySource, 'appliance'>;
}

interface Call {
  readonly request: StorageRequest;
  /** The variable parts of the path, in order, without pool and project. */
  readonly names: readonly string[];
  view(): Appliance;
  change<T>(change: (appliance: Appliance) => T): T;
  bodies(appliance: Appliance): BodySource;
}

type Route = readonly [methodAndPath: string, answer: (call: Call) => Reply];

const project = 'pools/{pool}/projects/{project}';
const filesystems = `${project}/filesystems`;
const snapshots = `${filesystems}/*/snapshots`;

const routes: readonly Route[] = [
  ['GET pools', (call) => ({ status: 200, body: { pools: [poolBody(call.bodies(call.view()))] } })],
  ['GET pools/{pool}', (call) => ({ status: 200, body: { pool: poolBody(call.bodies(call.view())) } })],
  [`GET ${project}`, (call) => ({ status: 200, body: { project: projectBody(call.bodies(call.view())) } })],
  ['GET filesystems', listFilesystems],
  [`GET ${filesystems}`, listFilesystems],
  [`POST ${filesystems}`, createFilesystem],
  [`GET ${filesystems}/*`, readFilesystem],
  [`PUT ${filesystems}/*`, modifyFilesystem],
  [`DELETE ${filesystems}/*`, destroyFilesystem],
  ['GET snapshots', listAllSnapshots],
  [`POST ${project}/snapshots`, takeProjectSnapshot],
  [`GET ${snapshots}`, listSnapshots],
  [`POST ${snapshots}`, createSnapshot],
  [`GET ${snapshots}/*`, readSnapshot],
  [`PUT ${snapshots}/*`, modifySnapshot],
  [`DELETE ${snapshots}/*`, destroySnapshot],
  [`PUT ${snapshots}/*/clone`, makeClone],
  [`PUT ${snapshots}/*/rollback`, rollBackToSnapshot],
  [`GET ${snapshots}/*/dependents`, listDependents],
];

/** Answers a call of the storage service. @throws {ApplianceFault} when the appliance refuses */
export function answerStorage(service: StorageService, request: StorageRequest): Reply {
  const { identity, source } = service;
  const places = { '{pool}': source.pool, '{project}': identity.project };
  let isKnownPath = false;
  for (const [methodAndPath, answer] of routes) {
    const [method, path = ''] = methodAndPath.split(' ');
    const names = matchPath(path.split('/'), request.segments, places);
    if (names === undefined) continue;
    isKnownPath = true;
    if (method !== request.method) continue;
    return answer({
      request,
      names,
      view: () => viewAppliance(identity),
      change: (change) => changeAppliance(identity, change),
      bodies: (appliance) => ({ ...source, appliance }),
    });
  }
  if (isKnownPath) throw new ApplianceFault('ERR_NOT_IMPLEMENTED', `method ${request.method} is not implemented for this resource`);
  throw new ApplianceFault('ERR_NOT_FOUND', `the requested resource "${request.segments.join('/')}" was not found`);
}

/** The parts of the path that stand for `*`; undefined when it is another path or another pool or project. */
function matchPath(pattern: readonly string[], path: readonly string[], places: Readonly<Record<string, string>>): string[] | undefined {
  if (pattern.length !== path.length) return undefined;
  const isMatch = pattern.every((part, index) => part === '*' || (places[part] ?? part) === path[index]);
  return isMatch ? path.filter((_, index) => pattern[index] === '*') : undefined;
}

function listFilesystems(call: Call): Reply {
  const source = call.bodies(call.view());
  const all = source.appliance.shares.map((share) => filesystemBody(source, share));
  return { status: 200, body: { filesystems: selected(all, call.request.query) } };
}

function createFilesystem(call: Call): Reply {
  const { name, ...properties } = call.request.body;
  checkName(name);
  return call.change((appliance) => {
    const share = createShare(appliance, name, properties);
    return { status: 201, body: { filesystem: filesystemBody(call.bodies(appliance), share) } };
  });
}

function readFilesystem({ names: [name = ''], ...call }: Call): Reply {
  const source = call.bodies(call.view());
  return { status: 200, body: { filesystem: filesystemBody(source, findShare(source.appliance, name)) } };
}

function modifyFilesystem({ names: [name = ''], ...call }: Call): Reply {
  return call.change((appliance) => {
    const share = modifyShare(appliance, name, call.request.body);
    return { status: 202, body: { filesystem: filesystemBody(call.bodies(appliance), share) } };
  });
}

function destroyFilesystem({ names: [name = ''], ...call }: Call): Reply {
  call.change((appliance) => destroyShare(appliance, name, confirmation(call.request)));
  return { status: 204 };
}

function listAllSnapshots(call: Call): Reply {
  const source = call.bodies(call.view());
  const all = source.appliance.shares.flatMap((share) => snapshotBodies(source, snapshotsOf(source.appliance, share.name)));
  return { status: 200, body: { snapshots: selected(all, call.request.query) } };
}

/** One snapshot of every share of the project, all at the same moment. */
function takeProjectSnapshot(call: Call): Reply {
  return call.change((appliance) => {
    const { name, ...unknown } = call.request.body;
    refuseUnknown(unknown);
    const taken = appliance.shares.map((share) => takeSnapshot(appliance, share.name, name));
    const creation = taken[0]?.creation ?? appliance.now.toISO();
    return { status: 201, body: { snapshot: { name, project: appliance.project, collection: 'local', creation } } };
  });
}

function listSnapshots({ names: [share = ''], ...call }: Call): Reply {
  const source = call.bodies(call.view());
  findShare(source.appliance, share);
  const all = snapshotBodies(source, snapshotsOf(source.appliance, share));
  return { status: 200, body: { snapshots: selected(all, call.request.query) } };
}

function createSnapshot({ names: [share = ''], ...call }: Call): Reply {
  const { name, ...unknown } = call.request.body;
  refuseUnknown(unknown);
  return call.change((appliance) => snapshotReply(201, call.bodies(appliance), takeSnapshot(appliance, share, name)));
}

function readSnapshot({ names: [share = '', name = ''], ...call }: Call): Reply {
  const source = call.bodies(call.view());
  return snapshotReply(200, source, findSnapshot(source.appliance, share, name));
}

function modifySnapshot({ names: [share = '', name = ''], ...call }: Call): Reply {
  const { retentionpolicy, ...unknown } = call.request.body;
  refuseUnknown(unknown);
  return call.change((appliance) => {
    const modified = setRetentionPolicy(appliance, findSnapshot(appliance, share, name), retentionpolicy);
    return snapshotReply(202, call.bodies(appliance), modified);
  });
}

function destroySnapshot({ names: [share = '', name = ''], ...call }: Call): Reply {
  call.change((appliance) => {
    destroySnapshots(appliance, [findSnapshot(appliance, share, name)], confirmation(call.request));
  });
  return { status: 204 };
}

/** The odd one: a PUT that answers 201. */
function makeClone({ names: [share = '', name = ''], ...call }: Call): Reply {
  const { pool, project: target, share: cloneName, ...properties } = call.request.body;
  if (cloneName === undefined || target === undefined) throw new ApplianceFault('ERR_MISSING_ARG', 'property "project" or "share" is missing');
  checkName(cloneName);
  return call.change((appliance) => {
    const snapshot = findSnapshot(appliance, share, name);
    if (target !== appliance.project) throw new ApplianceFault('ERR_NOT_FOUND', `project ${JSON.stringify(target)} not found`);
    const { pool: ownPool } = call.bodies(appliance);
    if (pool !== undefined && pool !== ownPool) throw new ApplianceFault('ERR_INVALID_ARG', 'a clone stays in the pool of its snapshot');
    const clone = cloneSnapshot(appliance, snapshot, cloneName, properties);
    return { status: 201, body: { filesystem: filesystemBody(call.bodies(appliance), clone) } };
  });
}

function rollBackToSnapshot({ names: [share = '', name = ''], ...call }: Call): Reply {
  return call.change((appliance) => {
    const snapshot = findSnapshot(appliance, share, name);
    rollBack(appliance, snapshot, confirmation(call.request));
    return snapshotReply(202, call.bodies(appliance), snapshot);
  });
}

function listDependents({ names: [share = '', name = ''], ...call }: Call): Reply {
  const source = call.bodies(call.view());
  const clones = clonesOf(source.appliance, findSnapshot(source.appliance, share, name));
  return { status: 200, body: { dependents: clones.map((clone) => dependentBody(source, clone)) } };
}

function snapshotReply(status: number, source: BodySource, snapshot: SnapshotRecord): Reply {
  const [body] = snapshotBodies(source, [snapshot]);
  return { status, body: { snapshot: body } };
}

function snapshotBodies(source: BodySource, records: readonly SnapshotRecord[]): Readonly<Record<string, unknown>>[] {
  const [first] = records;
  if (first === undefined) return [];
  const space = source.meter.measure(source.appliance, first.share).snapshots;
  return records.map((snapshot) => snapshotBody(source, snapshot, space.get(snapshot.id) ?? { dataBytes: 0, uniqueBytes: 0 }));
}

/** Query parameters of lists: `match_<property>=<value>`, `filter=<text>`, `start=<index>`, `limit=<number>`. */
function selected(rows: readonly Readonly<Record<string, unknown>>[], query: URLSearchParams): readonly unknown[] {
  let remaining = rows;
  for (const [key, value] of query) {
    if (key.startsWith('match_')) remaining = remaining.filter((row) => String(row[key.slice('match_'.length)]) === value);
    if (key === 'filter') remaining = remaining.filter((row) => Object.values(row).some((cell) => String(cell).includes(value)));
  }
  const start = Number(query.get('start') ?? 0);
  return remaining.slice(start, start + Number(query.get('limit') ?? remaining.length));
}

function confirmation({ query }: StorageRequest): { readonly confirmed: boolean } {
  return { confirmed: query.get('confirm') === 'true' };
}

function refuseUnknown(properties: Readonly<Record<string, unknown>>): void {
  const [unknown] = Object.keys(properties);
  if (unknown !== undefined) throw new ApplianceFault('ERR_UNKNOWN_ARG', `unknown property "${unknown}"`);
}
