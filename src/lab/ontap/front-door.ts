import type { HttpRequest, Reply } from '../storage/reply.ts';
import { SpaceMeter } from '../storage/space.ts';
import type { StorageIdentity } from '../storage/storage-state.ts';
import { readCluster, readJob, listSvms } from './cluster-calls.ts';
import type { FilerConfiguration } from './create-filer.ts';
import type { Filer, FilerCall } from './filer-call.ts';
import { faultBody, FilerFault } from './filer-fault.ts';
import { type FilerStyle, isSince } from './filer-style.ts';
import { createGroup, createGroupSnapshot, destroyGroup, destroyGroupSnapshot, listGroups, listGroupSnapshots } from './group-calls.ts';
import { Jobs } from './jobs.ts';
import { createSnapshot, destroySnapshot, listSnapshots, modifySnapshot } from './snapshot-calls.ts';
import { createVolume, destroyVolume, listVolumes, modifyVolume, readVolume } from './volume-calls.ts';

type Route = readonly [methodAndPath: string, answer: (call: FilerCall) => Reply, sinceMinor?: number];

const groups = 'application/consistency-groups';

const routes: readonly Route[] = [
  ['GET cluster', readCluster],
  ['GET cluster/jobs/*', readJob],
  ['GET svm/svms', listSvms],
  ['GET storage/volumes', listVolumes],
  ['POST storage/volumes', createVolume],
  ['GET storage/volumes/*', readVolume],
  ['PATCH storage/volumes/*', modifyVolume],
  ['DELETE storage/volumes/*', destroyVolume],
  ['GET storage/volumes/*/snapshots', listSnapshots],
  ['POST storage/volumes/*/snapshots', createSnapshot],
  ['PATCH storage/volumes/*/snapshots/*', modifySnapshot],
  ['DELETE storage/volumes/*/snapshots/*', destroySnapshot],
  [`GET ${groups}`, listGroups, 10],
  [`POST ${groups}`, createGroup, 10],
  [`DELETE ${groups}/*`, destroyGroup, 10],
  [`GET ${groups}/*/snapshots`, listGroupSnapshots, 10],
  [`POST ${groups}/*/snapshots`, createGroupSnapshot, 10],
  [`DELETE ${groups}/*/snapshots/*`, destroyGroupSnapshot, 10],
];

/** Lets in who may come in, finds what is asked for, and turns refusals into `error` bodies. */
export class FrontDoor {
  readonly #filer: Filer;

  constructor(identity: StorageIdentity, configuration: FilerConfiguration, style: FilerStyle) {
    this.#filer = { identity, configuration, style, jobs: new Jobs(style.jobRequests), meter: new SpaceMeter() };
  }

  answer(request: HttpRequest): Reply {
    try {
      this.#authenticate(request);
      this.#filer.jobs.goOn();
      const { pathname, searchParams: query } = new URL(request.url, 'https://filer');
      return answerPath(this.#filer, pathname, { request, query });
    } catch (error) {
      if (!(error instanceof FilerFault)) throw error;
      return { status: error.status, body: faultBody(error) };
    }
  }

  #authenticate({ headers }: HttpRequest): void {
    const { user, password } = this.#filer.configuration;
    if (headers.authorization !== `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`) throw new FilerFault(6691623, 'User is not authorized.', 401);
    const tunnel = headers['x-dot-svm-name'] ?? headers['x-dot-svm-uuid'];
    if (tunnel !== undefined && this.#filer.style.scope === 'svm') throw new FilerFault(6, 'not authorized for that command', 403);
  }
}

function answerPath(filer: Filer, path: string, { request, query }: Pick<FilerCall, 'request' | 'query'>): Reply {
  const segments = path.startsWith('/api/') ? path.slice('/api/'.length).split('/') : [];
  let isKnown = false;
  for (const [methodAndPath, answer, sinceMinor = 6] of routes) {
    const [method = '', pattern = ''] = methodAndPath.split(' ');
    const parts = isSince(filer.style.release, sinceMinor) ? matchPath(pattern.split('/'), segments) : undefined;
    if (parts === undefined) continue;
    isKnown = true;
    if (method === request.method) return answer({ ...filer, request, query, parts });
  }
  if (isKnown) throw new FilerFault(262186, `Method ${request.method} is not allowed here.`, 405);
  throw new FilerFault(3, 'API not found', 404);
}

/** The parts of the path that stand for `*`; undefined when it is another path. */
function matchPath(pattern: readonly string[], path: readonly string[]): string[] | undefined {
  if (pattern.length !== path.length) return undefined;
  const isMatch = pattern.every((part, index) => (part === '*' ? /^[\w-]+$/.test(path[index] ?? '') : part === path[index]));
  return isMatch ? path.filter((_, index) => pattern[index] === '*') : undefined;
}
