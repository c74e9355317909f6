// A request to a storage system without a complete answer, as an error of ours.
import { StorageCertificateError, type StorageError, StorageUnreachableError } from '../errors.ts';
import type { HttpsFailure } from '#core/https/failure.ts';

export interface NoAnswer {
  /** Names the request and the host: the start of the message. */
  readonly what: string;
  /** What to do when there is no connection. */
  readonly whenUnreachable: string;
  /** What to do otherwise. */
  readonly otherwise: string;
}

export function noAnswer(failure: HttpsFailure, { what, whenUnreachable, otherwise }: NoAnswer): StorageError {
  const message = `${what}: ${failure.message}`;
  const told = { cause: failure, hint: failure.hint ?? otherwise };
  if (failure.kind === 'certificate') return new StorageCertificateError(message, told);
  if (failure.kind === 'unreachable') return new StorageUnreachableError(message, { kind: 'no connection', cause: failure, hint: whenUnreachable });
  return new StorageUnreachableError(message, { kind: failure.kind === 'timeout' ? 'late' : 'broken off', ...told });
}
