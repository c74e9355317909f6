// What a test of one configuration owes others when it empties its scratch folder.

import { LockNotObtainedError, NotStartedError } from '#core/errors.ts';
import { acquireLock } from '#core/lock.ts';
import { currentProcess } from '#core/process-identity.ts';
import type { ProtectedFolder } from '#core/scratch-folder.ts';
import { shellLine } from '#core/shell-word.ts';
import type { SessionRun } from './test-session.ts';

/** What the scratch folder must neither be nor hold. */
export function protectedFolders({ settings, configuration }: SessionRun): readonly ProtectedFolder[] {
  const { area, oracleHome, logFolder, mountPoint, tnsAdmin } = settings;
  return [
    { path: logFolder, what: 'the log folder of restore tests', mayHoldScratch: true },
    { path: mountPoint, what: 'the mount point of the clone', mayHoldScratch: false },
    { path: oracleHome, what: 'the Oracle home', mayHoldScratch: false },
    { path: tnsAdmin, what: 'the folder of tnsnames.ora', mayHoldScratch: false },
    { path: configuration.directory, what: 'the folder of the configuration', mayHoldScratch: true },
    ...(area === undefined ? [] : [{ path: area, what: 'the backup area', mayHoldScratch: false }]),
  ];
}

/** The lock of the log folder says nothing to a configuration that has another one. @throws {NotStartedError} */
export async function lockScratch(path: string, { settings, configuration, run }: SessionRun): Promise<AsyncDisposable> {
  const { name, maxLockWaitMs, scratchFolder } = settings;
  try {
    return await acquireLock({ ...run, path, command: `${shellLine('icb', '--config', configuration.file)} autorestore ${name}`, maxWaitMs: maxLockWaitMs, self: currentProcess() });
  } catch (cause) {
    if (!(cause instanceof NotStartedError)) throw cause;
    if (!(cause instanceof LockNotObtainedError)) throw new NotStartedError(cause.message, { cause: cause.cause, hint: `there must be room in the scratch folder ${scratchFolder}, for the user icb runs as to write` });
    throw new NotStartedError(`${configuration.file} names the scratch folder ${scratchFolder}, which is in use: ${cause.message}`, {
      hint: 'configurations that run at the same time need folders, mount points and clone names of their own',
    });
  }
}
