// Archived logs that never reached the backup area (its destination is optional: a failure there stops nothing and leaves a
// hole), or that someone removed from it, are put back while they still exist in the recovery area.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { archivedLogFileName, missingLogs, queryArchivedLogs } from '#oracle/archived-logs.ts';
import type { MissingLog } from '#oracle/archived-logs.ts';
import { integer, rmanPath } from '#oracle/quoting.ts';
import { archivedLogFolder } from './backup-run.ts';
import type { BackupRun } from './backup-run.ts';

/** What a repair found and did. */
export interface ArchivedLogRepair {
  readonly copied: readonly MissingLog[];
  /** Known to the control file, in no folder any more: a gap in what can be restored. */
  readonly lost: readonly MissingLog[];
}

/** Copies every archived log the area lacks. @throws {OracleToolError} when RMAN cannot copy one */
export async function repairMissingArchivedLogs(run: BackupRun): Promise<ArchivedLogRepair> {
  const missing = await findMissingLogs(run);
  const copied = missing.filter((log) => log.existsElsewhere);
  const lost = missing.filter((log) => !log.existsElsewhere);
  for (const log of lost) {
    run.log.warn('an archived log is in no destination any more: the time it covers cannot be restored', {
      thread: log.thread,
      sequence: log.sequence,
    });
  }
  if (copied.length === 0) return { copied, lost };
  for (const log of copied) run.log.info('archived log is missing in the backup area', { thread: log.thread, sequence: log.sequence });
  const values = copied.map((log) => ({
    sequence: integer(log.sequence, 'log sequence'),
    thread: integer(log.thread, 'redo thread'),
    target: rmanPath(join(archivedLogFolder(run.database), archivedLogFileName(log)), 'name of an archived log'),
  }));
  await run.oracle.rman('copy-archived-log.rman', { step: 'copy missing archived logs', values }, run.signal);
  return { copied, lost };
}

/** Logs the control file knows and the area's folder does not hold completely. */
export async function findMissingLogs(run: BackupRun): Promise<readonly MissingLog[]> {
  const folder = archivedLogFolder(run.database);
  const logs = await queryArchivedLogs(run.oracle, run.signal);
  return missingLogs(logs, folder, await fileSizes(run.database));
}

async function fileSizes(database: DatabaseSettings): Promise<ReadonlyMap<string, number>> {
  const folder = archivedLogFolder(database);
  try {
    const sizes = new Map<string, number>();
    for (const name of await readdir(folder)) {
      const file = await stat(join(folder, name)).catch(absent);
      if (file?.isFile() === true) sizes.set(name, file.size);
    }
    return sizes;
  } catch (error) {
    const isMissing = systemErrorCode(error) === 'ENOENT';
    throw new IcbError(`cannot read the archived logs in ${folder}: ${systemErrorText(error)}`, {
      cause: error,
      hint: isMissing
        ? `run icb backup ${database.name} config: it creates the folder and lets the database archive to it`
        : 'see to the share and its mount, then run again',
    });
  }
}

/** RMAN may delete an old log between listing and looking. */
function absent(error: unknown): undefined {
  if (systemErrorCode(error) === 'ENOENT') return undefined;
  throw error;
}
