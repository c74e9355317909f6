import type { HttpRequest, Reply } from '../storage/reply.ts';
import type { SpaceMeter } from '../storage/space.ts';
import { changeStorage, type StorageIdentity, type StorageState, viewStorage } from '../storage/storage-state.ts';
import type { FilerConfiguration } from './create-filer.ts';
import { FilerFault } from './filer-fault.ts';
import type { FilerStyle } from './filer-style.ts';
import type { Jobs } from './jobs.ts';
import { type FlatRecord, flattened } from './records.ts';

/** What every request to the filer is answered from. */
export interface Filer {
  readonly identity: StorageIdentity;
  readonly configuration: FilerConfiguration;
  readonly style: FilerStyle;
  readonly jobs: Jobs;
  readonly meter: SpaceMeter;
}

/** One request that may come in. */
export interface FilerCall extends Filer {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  /** The parts of its path that stand for `*`. */
  readonly parts: readonly string[];
}

export function viewOf({ identity }: Filer): StorageState {
  return viewStorage(identity);
}

/** Changes something by a job, unless the client or the style of the filer waits for its end. */
export function changeBy({ identity, style, jobs, query }: FilerCall, status: 200 | 201, change: (state: StorageState) => void): Reply {
  const run = (): void => changeStorage(identity, change);
  if (!style.answersEarly || Number(query.get('return_timeout') ?? 0) > 0) {
    run();
    return { status, body: {} };
  }
  const uuid = jobs.start(run);
  return { status: 202, body: { job: { uuid, _links: { self: { href: `/api/cluster/jobs/${uuid}` } } } } };
}

/** The body of a request with dotted keys. @throws {FilerFault} */
export function bodyOf({ request }: FilerCall): FlatRecord {
  try {
    const parsed: unknown = JSON.parse(request.body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return flattened(parsed);
  } catch {
    // Falls through to the same refusal as any other body that is not an object.
  }
  throw new FilerFault(262186, 'The request body is not a JSON object.');
}

/** @throws {FilerFault} for a body with anything else in it */
export function requireKnown(body: FlatRecord, known: readonly string[]): void {
  for (const key of Object.keys(body)) if (!known.includes(key)) throw new FilerFault(262179, `Unexpected argument "${key}".`);
}
