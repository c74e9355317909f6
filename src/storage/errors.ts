// Failures of storage systems: one class for each thing a caller or an operator does differently about.
import { IcbError, RefusedError } from '#core/errors.ts';

/** The storage system did not do what it was asked. */
export class StorageError extends IcbError {}

/** No connection, or no answer in time. */
export class StorageUnreachableError extends StorageError {
  /** Whether what was asked may have been carried out: certainly not without a connection. */
  readonly kind: 'no connection' | 'late' | 'broken off';
  constructor(message: string, { kind, ...options }: { kind: StorageUnreachableError['kind']; cause?: unknown; hint?: string }) {
    super(message, options);
    this.kind = kind;
  }
}

/** The storage system failed inside (5xx) or answered nonsense: the request may or may not have been carried out. */
export class StorageFaultError extends StorageError {}

/** The storage system's TLS certificate, or the host key of ssh, is not to be trusted. Nothing was sent, not even the credentials. */
export class StorageCertificateError extends StorageError {}

/** User or password was not accepted. */
export class StorageLoginError extends StorageError {}

/** The user may not do this, or the object is held. */
export class StorageDeniedError extends StorageError {}

/** The request contradicts what is there: a name is taken, a state changed meanwhile. */
export class StorageConflictError extends StorageError {}

/** The database's volume, or what holds it, does not exist. */
export class VolumeNotFoundError extends StorageError {}

export class SnapshotNotFoundError extends StorageError {}

export class CloneNotFoundError extends StorageError {}

/** The snapshot has clones: dropping it would destroy them. */
export class SnapshotInUseError extends StorageError {}

/** Asked to drop something that is not icb's to drop. */
export class NotOursError extends RefusedError {}
