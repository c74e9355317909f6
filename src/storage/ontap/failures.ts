// The classes and hints of what goes wrong with ONTAP, by its own error codes (REST API reference, "Error responses").
import {
  SnapshotInUseError,
  StorageConflictError,
  StorageDeniedError,
  StorageError,
  StorageFaultError,
  StorageLoginError,
} from '../errors.ts';
import type { HttpsFailure } from '#core/https/failure.ts';
import { noAnswer } from '../https/no-answer.ts';
import type { OntapFault } from './responses.ts';

/** Entry, snapshot (to delete, to rename), volume of a clone, consistency group is not there. */
const absent = new Set(['4', '1638600', '542797', '524601', '53411842']);
/** A volume, a snapshot, anything has that name; the same operation is running; a volume of a group has such a snapshot, or another reason. */
const conflicts = new Set(['1', '525059', '917526', '13107405', '53411860', '53411865', '53411921']);
/** Owned by a clone or by SnapMirror; a volume with clones. */
const inUse = new Set(['1638543', '524615']);
/** Not authorized; not expired or locked; volume fenced; group not permitted or its snapshot locked. */
const denied = new Set(['6', '1638555', '524481', '53411918', '53412007']);
const unknownField = '262197';
/** Volume busy, another operation on the volume running. */
const passing = new Set(['524486', '13107406']);

/** Something that is not ONTAP's REST API answered that there is nothing. */
export class NoRestApiError extends StorageError {}

/** This release does not know a field that was asked for. */
export class UnknownFieldError extends StorageError {}

/** This release has no such path. */
export class NoSuchApiError extends StorageError {}

const troubleHint = 'icb has asked several times: look at the events and jobs of the filer, then run again';

/** Whether the failure is that something is not there. */
export function saysAbsent(status: number, fault: OntapFault | undefined): boolean {
  return fault === undefined ? false : absent.has(fault.code) || (status === 404 && fault.code !== '3');
}

/** For an answer, or the end of a job (status 200), that is neither a success nor "not there". */
export function refusal(status: number, fault: OntapFault | undefined, message: string): StorageError {
  const code = fault?.code ?? '';
  if (status === 401) return new StorageLoginError(message, { hint: 'check user and password in netappcredentials.cfg; for the REST API the login of the user on the filer needs the application http, and one with ontapi alone needs api: zapi in [ontap]' });
  if (status === 403 || denied.has(code)) {
    return new StorageDeniedError(message, { hint: 'the user needs more privileges (see the README), or the snapshot is locked on the filer' });
  }
  if (code === unknownField) return new UnknownFieldError(message);
  if (inUse.has(code)) return new SnapshotInUseError(message, { hint: 'drop its clones first' });
  if (conflicts.has(code)) return new StorageConflictError(message);
  // A clone that is being split tells it in its text only.
  if (passing.has(code) || /temporarily locked|\bjob id\b/iu.test(fault?.message ?? '')) return new StorageFaultError(message, { hint: troubleHint });
  if (status === 404 && fault === undefined) return new NoRestApiError(message, { hint: 'the REST API came with ONTAP 9.6: for older releases write api: zapi or api: auto' });
  if (status === 404) return new NoSuchApiError(message, { hint: 'this release of ONTAP does not know the request' });
  // 409 without a code of its own says that something changed meanwhile; 501 that this release does not know the request.
  if (status === 409) return new StorageConflictError(message);
  if (status >= 500 && status !== 501 && (code === '' || !isSpecific(code))) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message);
}

// ONTAP answers 500 to requests that will never work, too; then the code tells, and asking again does not help.
function isSpecific(code: string): boolean {
  return Number(code) > 1000;
}

/** For a list without one of its pages: half a list would say that the rest is gone. */
export function brokenOff(message: string): StorageFaultError {
  return new StorageFaultError(message, { hint: 'run again when nobody changes what is listed' });
}

/** For a request without a complete answer; `what` names the request and the host. */
export function noAnswerOf(failure: HttpsFailure, what: string): StorageError {
  return noAnswer(failure, {
    what,
    whenUnreachable: 'check filer in [ontap], the network, and that the filer lets HTTPS in',
    otherwise: 'see to the filer and the network to it, then run again',
  });
}
