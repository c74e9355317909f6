// The calls the simulated appliance understands, in the order of its API guide.
import { ApplianceFault } from './appliance-fault.ts';
import { type StorageIdentity, changeStorage, viewStorage } from '../storage/storage-state.ts';
import { type BodySource, poolBody, projectBody } from './bodies.ts';
import { createFilesystem, destroyFilesystem, listFilesystems, modifyFilesystem, readFilesystem } from './filesystem-calls.ts';
import {
  createSnapshot,
  destroySnapshot,
  listAllSnapshots,
  listDependents,
  listSnapshots,
  makeClone,
  modifySnapshot,
  readSnapshot,
  rollBackToSnapshot,
  takeProjectSnapshot,
} from './snapshot-calls.ts';
import type { Reply } from '../storage/reply.ts';
import type { StorageCall, StorageRequest } from './storage-call.ts';

/** The appliance, and how to write bodies about a state of it. */
export interface StorageService {
  readonly identity: StorageIdentity;
  readonly source: Omit<BodySource, 'appliance'>;
}

type Route = readonly [methodAndPath: string, answer: (call: StorageCall) => Reply];

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
      view: () => viewStorage(identity),
      change: (change) => changeStorage(identity, change),
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
