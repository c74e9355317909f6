import { stat } from 'node:fs/promises';
import { NotStartedError } from '#core/errors.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { NotAFileError, readRegularFile } from '#core/read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';

/** What a lock of ours states about whoever holds it. */
export interface LockHolder {
  /** Unique for every lock ever made, so that one is never mistaken for its successor. */
  readonly token: string;
  readonly process: ProcessIdentity;
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

const wordKeys = ['host', 'machineId', 'bootId', 'pidNamespace', 'startTicks', 'token', 'command', 'since'] as const;
const tokenPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A lock somebody else's program made, such as the Python toolset that icb succeeds. */
export interface UnknownHolder {
  readonly token: undefined;
  readonly since: string;
}

/** The lock file's text: JSON, so that `cat` answers the question as well. */
export function renderLock({ token, process, command, since }: LockHolder): string {
  const { host, pid, ...rest } = process;
  return `${JSON.stringify({ host, pid, since, command, ...rest, token }, undefined, 2)}\n`;
}

/**
 * Reads who holds a lock; `undefined` when there is none.
 * @throws {NotStartedError} when that cannot be found out
 */
export async function readLock(path: string): Promise<LockHolder | UnknownHolder | undefined> {
  try {
    return parseLock(await readText(path)) ?? { token: undefined, since: (await stat(path)).mtime.toISOString() };
  } catch (error) {
    // ESTALE: removed on the server while an NFS client still knew it.
    if (['ENOENT', 'ESTALE'].includes(systemErrorCode(error) ?? '')) return undefined;
    const hint = error instanceof NotAFileError ? { hint: `no lock looks like that; remove it: rm '${path}'` } : {};
    throw new NotStartedError(`cannot read the lock ${path}: ${systemErrorText(error)}`, { cause: error, ...hint });
  }
}

// Python's temporary files are private, so a lock of the old toolset under another user cannot be read.
async function readText(path: string): Promise<string> {
  try {
    return (await readRegularFile(path)).bytes.toString('utf8');
  } catch (error) {
    // Some programs make a folder for a lock.
    if (systemErrorCode(error) === 'EACCES' || (error instanceof NotAFileError && error.isFolder)) return '';
    throw error;
  }
}

function parseLock(text: string): LockHolder | undefined {
  const values = new Map(Object.entries(parseObject(text)));
  const words = Object.fromEntries(wordKeys.map((key) => [key, values.get(key)]));
  const pid = values.get('pid');
  if (!Number.isSafeInteger(pid) || !Object.values(words).every((word) => typeof word === 'string')) return undefined;
  const { token, command, since, ...process } = words as Record<(typeof wordKeys)[number], string>;
  // The token becomes part of file names.
  return tokenPattern.test(token) ? { token, command, since, process: { ...process, pid: pid as number } } : undefined;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
