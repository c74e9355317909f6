// What is asked of the cluster and its SVMs, not of a volume.
import { createHash } from 'node:crypto';
import type { Reply } from '../storage/reply.ts';
import type { FilerCall } from './filer-call.ts';
import { FilerFault } from './filer-fault.ts';
import { isSince } from './filer-style.ts';
import { listing, type RecordKind } from './records.ts';
import { uuidOf } from './volumes.ts';

const svmKind: RecordKind = { path: '/api/svm/svms', fields: new Set(['uuid', 'name', 'state', 'aggregates']), expensive: () => false };

/** The account of an SVM may not ask. */
export function readCluster({ style }: FilerCall): Reply {
  if (style.scope === 'svm') throw new FilerFault(6, 'not authorized for that command', 403);
  const major = Number(style.release.split('.')[1]);
  return { status: 200, body: { name: 'lab', version: { full: `NetApp Release ${style.release}.1: simulated by icb lab`, generation: 9, major, minor: 1 } } };
}

export function readJob({ jobs, style, parts: [uuid = ''] }: FilerCall): Reply {
  return { status: 200, body: jobs.body(uuid, { hasError: isSince(style.release, 9) }) };
}

export function listSvms({ configuration, style, query }: FilerCall): Reply {
  const names = [configuration.svm, ...(style.scope === 'svm' ? [] : style.otherSvms)];
  const aggregates = style.aggregates.map((name) => ({ name, uuid: aggregateUuid(name) }));
  const records = names.map((name) => ({ uuid: svmUuid(name), name, state: 'running', aggregates: aggregates.length === 0 ? undefined : aggregates }));
  return { status: 200, body: listing(records, svmKind, query, style.pageRecords) };
}

export function svmUuid(name: string): string {
  return uuidOf({ id: createHash('sha1').update(`svm ${name}`).digest('hex') });
}

export function aggregateUuid(name: string): string {
  return uuidOf({ id: createHash('sha1').update(`aggregate ${name}`).digest('hex') });
}
