// The classes and hints of what goes wrong with zfs and with ssh.
import type { ScriptAnswer } from '#core/bounded-script.ts';
import {
  StorageCertificateError,
  StorageConflictError,
  StorageDeniedError,
  StorageError,
  StorageFaultError,
  StorageLoginError,
  StorageUnreachableError,
} from '../errors.ts';

/** Exit status of ssh when it is ssh itself that failed. No zfs command that icb uses ends with it. */
const SSH_FAILED = 255;

/** For an answer other than success; `what` says what could not be done, and where. */
export function failureOf(answer: ScriptAnswer, what: string, { isRemote }: { readonly isRemote: boolean }): StorageError {
  const said = excerpt(answer.complaint) || excerpt(answer.output);
  if (isRemote && answer.exitCode === SSH_FAILED) return sshFailure(said, what);
  if (answer.exitCode === null) return new StorageFaultError(`${what}: ${isRemote ? 'ssh' : 'zfs'} was killed${behind(said)}`);
  return refusal(answer.exitCode, said, what);
}

export function noAnswer(what: string, timeoutMs: number): StorageUnreachableError {
  return new StorageUnreachableError(`${what}: there was no answer within ${timeoutMs / 1000} s`, {
    kind: 'late',
    hint: 'a hanging zfs means a hanging pool: see zpool status there, then run again',
  });
}

/** zfs says so of a dataset, a snapshot and a pool that are not there. */
export function isMissing({ exitCode, complaint }: ScriptAnswer): boolean {
  return exitCode === 1 && /: (?:dataset does not exist|parent does not exist|no such pool)/.test(complaint);
}

/** Said for a moment after an unmount by zfs-fuse, for good of a file system in use or of a held snapshot. */
export function isBusy(error: unknown): boolean {
  return error instanceof StorageConflictError && /dataset is busy|target is busy|umount failed|unmount failed|pool or dataset is busy/.test(error.message);
}

function refusal(exitCode: number, said: string, what: string): StorageError {
  const message = `${what}: ${said === '' ? `zfs ended with ${exitCode} and said nothing` : said}`;
  if (exitCode === 127 || exitCode === 126) {
    return new StorageError(message, { hint: 'correct zfscommand in [openzfs]: the path of zfs on the host it runs on' });
  }
  if (/zfs-fuse daemon|modules are not loaded|initialize ZFS library|cannot be auto-loaded|open \/dev\/zfs/.test(said)) {
    return new StorageUnreachableError(message, { kind: 'no connection', hint: 'check that ZFS is loaded on that host, and host in [openzfs]' });
  }
  if (/permission denied|only be mounted by root|superuser|operation not permitted|^sudo:/i.test(said)) {
    return new StorageDeniedError(message, { hint: 'the user needs more rights (zfs allow, or sudo in zfscommand): see the README of the adapter' });
  }
  if (/already exists|is busy|being held|dependent clones|has children|u?mount failed/.test(said)) return new StorageConflictError(message);
  return new StorageError(message);
}

function sshFailure(said: string, what: string): StorageError {
  const message = `${what}: ssh failed${behind(said)}`;
  if (/host key verification failed|host identification has changed|no .* host key is known/i.test(said)) {
    const hint = "compare the host's key and put it into known_hosts of the user icb runs as (ssh-keyscan), or into the file sshconfig names";
    return new StorageCertificateError(message, { hint });
  }
  if (/permission denied|too many authentication failures/i.test(said)) {
    const hint = 'icb logs in with a key without a passphrase: put its public half into authorized_keys there, and name it in the file of sshconfig';
    return new StorageLoginError(message, { hint });
  }
  const isOutside = /connection refused|could not resolve|no route to host|network is unreachable|connect to host .* timed out|bad configuration option|can't open user config/i.test(said);
  const hint = isOutside ? 'check host and sshconfig in [openzfs], and the network' : 'see to the host and the network to it, then run again';
  return new StorageUnreachableError(message, { kind: isOutside ? 'no connection' : 'broken off', hint });
}

function behind(said: string): string {
  return said === '' ? '' : ` (${said})`;
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
