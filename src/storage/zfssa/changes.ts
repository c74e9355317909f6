// Creating and deleting as a whole: done only when a look at the appliance confirms it, whatever the answer said.
import { StorageError } from '../errors.ts';
import type { ZfssaCall, ZfssaClient } from './client.ts';

export interface Creation<T> extends ZfssaCall {
  readonly method: 'POST' | 'PUT';
  readonly body: Readonly<Record<string, unknown>>;
  /** Finds what is to be created. It must not have been there before: what is found afterwards counts as ours. */
  readonly find: (signal: AbortSignal) => Promise<T | undefined>;
}

/**
 * Creates something and returns it once it can be read; undefined when what it belongs to does not exist.
 * @throws {StorageConflictError} when somebody else took the name
 */
export async function createConfirmed<T>(
  client: ZfssaClient,
  { find, ...request }: Creation<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) !== undefined;
  const status = await client.change({ ...request, happened }, signal);
  if (status === 404) return undefined;
  const created = await client.appears(find, signal);
  if (created !== undefined) return created;
  throw new StorageError(`cannot ${request.doing}: the appliance accepted it, but it does not appear`);
}

export interface Deletion extends ZfssaCall {
  readonly find: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * Deletes something; what is absent counts as deleted. Never confirms anything: `?confirm=true` would make this appliance
 * destroy the clones of a snapshot together with it.
 */
export async function deleteConfirmed(client: ZfssaClient, { find, ...request }: Deletion, signal: AbortSignal): Promise<void> {
  const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) === undefined;
  const status = await client.change({ ...request, method: 'DELETE', happened }, signal);
  if (status === 204 || status === 404 || status === 'found') return;
  const gone = await client.appears(async (signal) => ((await happened(signal)) ? true : undefined), signal);
  if (gone === undefined) throw new StorageError(`cannot ${request.doing}: the appliance accepted it, but it is still there`);
}
