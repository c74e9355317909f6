// Creating, changing and deleting as a whole: done only when a look at the filer confirms it, whatever the answer said.
import { StorageError } from '../errors.ts';
import type { OntapCall, OntapClient } from './client.ts';

type Find<T> = (signal: AbortSignal) => Promise<T | undefined>;

/**
 * Creates something and returns it once it can be read; undefined when what it belongs to does not exist. It must not have
 * been there before: what `find` finds afterwards counts as ours.
 * @throws {StorageConflictError} when somebody else took the name
 */
export async function createConfirmed<T>(
  client: OntapClient,
  { find, ...request }: OntapCall & { readonly body: Readonly<Record<string, unknown>>; readonly find: Find<T> },
  signal: AbortSignal,
): Promise<T | undefined> {
  const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) !== undefined;
  if ((await client.change({ ...request, method: 'POST', happened }, signal)) === 'absent') return undefined;
  const created = await client.appears(find, signal);
  if (created !== undefined) return created;
  throw new StorageError(`cannot ${request.doing}: the filer accepted it, but it does not appear`);
}

/** Changes something that is there until it is as `isDone` wants it; returns it, or undefined when it has vanished. */
export async function changeConfirmed<T>(
  client: OntapClient,
  { find, isDone, ...request }: OntapCall & { readonly body: Readonly<Record<string, unknown>>; readonly find: Find<T>; readonly isDone: (found: T) => boolean },
  signal: AbortSignal,
): Promise<T | undefined> {
  const happened = async (signal: AbortSignal): Promise<boolean> => {
    const found = await find(signal);
    return found === undefined || isDone(found);
  };
  if ((await client.change({ ...request, method: 'PATCH', happened }, signal)) === 'absent') return undefined;
  if (await client.appears(async (signal) => ((await happened(signal)) ? true : undefined), signal)) return find(signal);
  throw new StorageError(`cannot ${request.doing}: the filer accepted it, but nothing has changed`);
}

/** Deletes something; what is absent counts as deleted. */
export async function deleteConfirmed(client: OntapClient, { find, ...request }: OntapCall & { readonly find: Find<unknown> }, signal: AbortSignal): Promise<void> {
  const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) === undefined;
  if ((await client.change({ ...request, method: 'DELETE', happened }, signal)) !== 'done') return;
  const gone = await client.appears(async (signal) => ((await happened(signal)) ? true : undefined), signal);
  if (gone === undefined) throw new StorageError(`cannot ${request.doing}: the filer accepted it, but it is still there`);
}
