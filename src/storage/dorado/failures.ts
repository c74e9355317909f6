// The classes and hints of what goes wrong with an OceanStor, by the numbers that drivers of others have met: the reference of the
// REST interface was not at hand.
import { StorageConflictError, StorageDeniedError, StorageError, StorageFaultError, StorageLoginError } from '../errors.ts';
import type { HttpsFailure } from '#core/https/failure.ts';
import { noAnswer } from '../https/no-answer.ts';
import type { Answer } from './responses.ts';

/** The session is not, or no longer, known; the user is off line. */
const ended = new Set(['-401', '1077949069']);
/** Filesystem, snapshot, parent (V3, V6), object, share, client of a share is not there. */
const absent = new Set(['1073752065', '1073754118', '1073754117', '1073754136', '1077948996', '1077939717', '1077939726', '1077939719']);
/** Name or id, share, client of a share is there already. */
const conflicts = new Set(['1077948993', '1077948997', '1077939724', '1077940500', '1077939727']);
/** System busy, message timed out. */
const busy = new Set(['1077949006', '1077949001']);
const wrongLogin = new Set(['1077949061', '1077949081', '1077987870']);
/** Account, account, address. */
const lockedLogin = new Set(['1077949070', '1077987871', '1077949071']);
const capacity = new Set(['1073844377', '1073844376']);

const troubleHint = 'icb has asked several times: look at the events of the array, then run again';

export function isSuccess({ code }: Answer): boolean {
  return Number(code) === 0;
}

export function saysEnded({ code }: Answer): boolean {
  return ended.has(code);
}

export function saysAbsent({ code }: Answer): boolean {
  return absent.has(code);
}

/** For an answer that is neither a success nor "not there". */
export function refusal({ code }: Answer, method: string, message: string): StorageError {
  if (busy.has(code)) return new StorageFaultError(message, { hint: troubleHint });
  if (conflicts.has(code)) return new StorageConflictError(message);
  if (capacity.has(code)) return new StorageError(message, { hint: 'choose another volumesize in [dorado]' });
  // What is in use or protected is refused with numbers that are not known: whoever asked has to look.
  if (method === 'DELETE') return new StorageDeniedError(message, { hint: 'it may be in use or protected, or the user needs more privileges (see the README)' });
  return new StorageError(message);
}

/** For a login: whatever is no passing trouble must not be tried again, as the array counts and locks. */
export function loginRefusal({ code }: Answer, message: string): StorageError {
  if (busy.has(code)) return new StorageFaultError(message, { hint: troubleHint });
  if (lockedLogin.has(code)) return new StorageLoginError(message, { hint: 'the array has locked the user or this host after wrong passwords: unlock it there, or wait' });
  if (wrongLogin.has(code)) return new StorageLoginError(message, { hint: 'check user and password in huaweidoradocredentials.cfg' });
  return new StorageLoginError(message, { hint: 'check on the array that the user may log in to its REST service' });
}

/** For an HTTP status that the REST service does not use. */
export function strangeStatus(status: number, message: string): StorageError {
  if (status >= 500) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message, { hint: 'check that url in [dorado] is the address of the REST service, usually https://host:8088' });
}

/** For a request without a complete answer; `what` names the request and the host. */
export function noAnswerOf(failure: HttpsFailure, what: string): StorageError {
  return noAnswer(failure, {
    what,
    whenUnreachable: 'check url in [dorado], the network, and that the array lets REST in (usually port 8088)',
    otherwise: 'see to the array and the network to it, then run again',
  });
}
