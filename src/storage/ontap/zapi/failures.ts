// The classes and hints of what goes wrong with ZAPI, by its error numbers.
import { SnapshotInUseError, StorageConflictError, StorageDeniedError, StorageError, StorageFaultError, StorageLoginError } from '../../errors.ts';
import type { ZapiFault } from './messages.ts';

/** ENOENT; snapshot, volume, object is not there. */
const absent = new Set(['2', '13021', '13040', '15661']);
/** EEXIST; duplicate entry. */
const conflicts = new Set(['17', '13130']);
/** Snapshot busy; volume with clones. */
const inUse = new Set(['13024', '15894']);

const troubleHint = 'icb has asked several times: look at the events of the filer, then run again';

/** Whether the failure is that something is not there. */
export function saysAbsent({ errno }: ZapiFault): boolean {
  return absent.has(errno);
}

/** For a call that failed, unless something is not there. */
export function refusal({ errno, reason }: ZapiFault, message: string): StorageError {
  if (errno === '13002') return new StorageLoginError(message, { hint: 'check user and password in netappcredentials.cfg' });
  if (errno === '13003') return new StorageDeniedError(message, { hint: 'the user needs more privileges: the README of the ONTAP adapter lists the calls of ZAPI' });
  if (inUse.has(errno)) return new SnapshotInUseError(message, { hint: 'drop its clones first' });
  // Most of what has no number of its own comes as 13001, and only the text tells.
  if (conflicts.has(errno) || /already exists|duplicate/iu.test(reason)) return new StorageConflictError(message);
  if (/\blocked\b|not expired/iu.test(reason) && !/temporarily/iu.test(reason)) return new StorageDeniedError(message, { hint: 'the snapshot is locked on the filer' });
  if (errno === '13005') return new StorageError(message, { hint: 'a user of the whole cluster needs svm in [ontap]; otherwise the release does not know this call' });
  if (errno === '17151' || /temporarily|\bbusy\b|try again|retry/iu.test(reason)) return new StorageFaultError(message, { hint: troubleHint });
  return new StorageError(message);
}

/** For an answer that is no answer of ZAPI, which always has status 200. */
export function httpRefusal(status: number, message: string): StorageError {
  if (status === 401) return new StorageLoginError(message, { hint: 'check user and password in netappcredentials.cfg; the login of the user on the filer needs the application ontapi' });
  if (status === 403) return new StorageDeniedError(message, { hint: 'the user may not use ZAPI: the login needs the application ontapi' });
  if (status === 404) {
    return new StorageError(message, { hint: 'this filer has no ZAPI, or it is switched off: releases from 9.6 on have the REST API (api: rest in [ontap])' });
  }
  return status >= 500 ? new StorageFaultError(message, { hint: troubleHint }) : new StorageError(message);
}
