// The classes and hints of what goes wrong with the appliance.
import {
  StorageConflictError,
  StorageDeniedError,
  StorageError,
  StorageFaultError,
  StorageLoginError,
} from '../errors.ts';
import type { HttpsFailure } from '#core/https/failure.ts';
import { noAnswer } from '../https/no-answer.ts';

const troubleHint = 'icb has asked several times: look at the alerts and logs of the appliance, then run again';

/** For a status that is neither a success nor "not found". */
export function refusal(status: number, message: string): StorageError {
  if (status === 401) {
    return new StorageLoginError(message, { hint: 'check user and password in zfscredentials.cfg' });
  }
  if (status === 403) {
    const hint = 'the appliance user needs more privileges (see the README), or the object is held on the appliance';
    return new StorageDeniedError(message, { hint });
  }
  if (status === 409) return new StorageConflictError(message);
  // 501 says that this release does not know the request at all.
  if (status >= 500 && status !== 501) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message);
}

/** For a request without a complete answer; `what` names the request and the host. */
export function noAnswerOf(failure: HttpsFailure, what: string): StorageError {
  return noAnswer(failure, {
    what,
    whenUnreachable: 'check url in [zfssa], the network, and that the REST service of the appliance is enabled',
    otherwise: 'see to the appliance and the network to it, then run again',
  });
}
