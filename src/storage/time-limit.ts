import { StorageUnreachableError } from './errors.ts';

/**
 * Runs one operation with all its retries under a time limit, and under the caller's signal if there is one. However it
 * was ended early, the reason of the signal or a StorageUnreachableError comes out.
 */
export async function withinLimit<T>(
  { limitMs, doing }: { limitMs: number; doing: string },
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new StorageUnreachableError(`cannot ${doing}: gave up after ${limitMs / 1000} s`, { kind: 'late' }));
  }, limitMs);
  const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    return await work(either);
  } catch (error) {
    either.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
