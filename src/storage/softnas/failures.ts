// What goes wrong with the appliance. It has no codes, only texts, and no document lists them: they are taken for what ZFS below
// it says. A text that is not understood is an error like any other; what has happened, a look decides.
import { SnapshotInUseError, StorageConflictError, StorageDeniedError, StorageError, StorageFaultError, StorageLoginError } from '../errors.ts';
import type { HttpsFailure } from '#core/https/failure.ts';
import { noAnswer } from '../https/no-answer.ts';

const troubleHint = 'look at the log and the processes of the appliance, then run again';

/** For what is no answer of the interface, as there is none without a login: a page of HTML, a redirect, JSON without a verdict. */
export function noSession(message: string): StorageLoginError {
  return new StorageLoginError(message, { hint: 'check user and password in softnascredentials.cfg; if they are right, look at the web server of the appliance' });
}

export function loginRefused(message: string): StorageLoginError {
  return new StorageLoginError(message, { hint: 'check user and password in softnascredentials.cfg' });
}

/** For a status that is no success. */
export function refusedStatus(status: number, message: string): StorageError {
  if (status === 401 || status === 403) return loginRefused(message);
  if (status >= 500) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message, { hint: 'check that serveraddress in [softnas] is a SoftNAS appliance' });
}

export function saysAbsent(said: string): boolean {
  return /does not exist|doesn't exist|not found|no such/i.test(said);
}

/** For `success: false` with that `msg`. */
export function refusedOperation(said: string, message: string): StorageError {
  if (/already exists/i.test(said)) return new StorageConflictError(message);
  if (/clone/i.test(said)) return new SnapshotInUseError(message, { hint: 'drop its clones in the web interface of the appliance first' });
  if (/\bheld\b|\bholds?\b|permission|denied|privilege|not allowed/i.test(said)) return new StorageDeniedError(message);
  if (/\bbusy\b|try again/i.test(said)) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message);
}

export function incomplete(message: string): StorageFaultError {
  return new StorageFaultError(message, { hint: troubleHint });
}

/** For a request without a complete answer; `what` names the request and the host. */
export function noAnswerOf(failure: HttpsFailure, what: string): StorageError {
  return noAnswer(failure, {
    what,
    whenUnreachable: 'check serveraddress in [softnas], the network, and that the web interface of the appliance runs',
    otherwise: 'see to the appliance and the network to it, then run again',
  });
}
