import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { systemErrorText } from '#core/system-error.ts';
import type { LogNaming } from './log-names.ts';

export interface LogRetention {
  readonly folder: string;
  /** Which files are ours; the others are never touched. */
  readonly naming: LogNaming;
  readonly retentionDays: number;
  readonly now: DateTime;
  /** IANA name; the host's own zone when absent. */
  readonly timeZone?: string;
  /** Path of the log being written, which stays at any age. */
  readonly except?: string | undefined;
}

/** What became of the logs past their retention, by name. */
export interface ExpiredLogs {
  readonly removed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Removes the session logs that started more than `retentionDays` ago, by the time in their names. Only plain files that
 * carry our own naming go; one that cannot be removed does not keep the others.
 * @throws {IcbError} when the folder cannot be read, or is a link, which may lead to logs of others
 */
export async function expireSessionLogs(retention: LogRetention): Promise<ExpiredLogs> {
  const removed: string[] = [];
  const failed: { name: string; reason: string }[] = [];
  for (const name of await listExpired(retention)) {
    try {
      await rm(join(retention.folder, name), { force: true });
      removed.push(name);
    } catch (error) {
      failed.push({ name, reason: systemErrorText(error) });
    }
  }
  return { removed, failed };
}

async function listExpired({ folder, naming, retentionDays, now, timeZone, except }: LogRetention): Promise<string[]> {
  const oldest = now.minus({ days: retentionDays });
  try {
    if ((await lstat(folder)).isSymbolicLink()) throw new Error('it is a symbolic link, nothing is removed behind it');
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && join(folder, entry.name) !== except).map(({ name }) => name);
    return files.filter((name) => (naming.startOf(name, timeZone ?? 'local') ?? oldest) < oldest).toSorted();
  } catch (error) {
    throw new IcbError(`cannot read the log folder ${folder}: ${systemErrorText(error)}`, { cause: error });
  }
}
