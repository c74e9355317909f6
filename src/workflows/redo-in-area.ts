// What the backup area holds of the redo, found by asking the control file and looking into the folder: neither alone is
// enough. The control file names files that are gone, and the folder does not know what it lacks.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { firstRedoGap, missingLogs, presentLogs, queryArchivedLogs } from '#oracle/archived-logs.ts';
import type { MissingLog, RedoGap } from '#oracle/archived-logs.ts';
import { archivedLogFolder } from './backup-run.ts';
import type { BackupRun } from './backup-run.ts';

/** Redo that image copies need: from their lowest checkpoint (inclusive) to an SCN (exclusive), or to the last archived log. */
export interface NeededRedo {
  /** Undefined: there are no image copies yet, so none is needed. */
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
}

export interface RedoInArea {
  /** Known to be somewhere, and not in the area. */
  readonly missing: readonly MissingLog[];
  /** Where the needed redo breaks off. */
  readonly gap: RedoGap | undefined;
}

export async function surveyRedo(run: BackupRun, { from, to }: NeededRedo): Promise<RedoInArea> {
  const folder = archivedLogFolder(run.database);
  const logs = await queryArchivedLogs(run.oracle, run.signal);
  const sizes = await fileSizes(run.database);
  const present = presentLogs(logs.copies, folder, sizes);
  return {
    missing: missingLogs(logs.copies, folder, sizes),
    gap: from === undefined ? undefined : firstRedoGap(logs, present, { from, to }),
  };
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
