import { StorageError } from '../errors.ts';

/** For a look that fails after a snapshot was asked for: unlike half a clone it is not taken back. */
export function admitDoubt(error: unknown): never {
  if (!(error instanceof StorageError)) throw error;
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  throw new StorageError(`${error.message}; it may have been made all the same`, { cause: error.cause, ...hint });
}
