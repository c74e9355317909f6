// What the backup area holds of the redo, found by asking the control file and looking into the folder: neither alone is
// enough. The control file names files that are gone, and the folder does not know what it lacks.

import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { archivedLogFolder } from '#core/area-layout.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { firstRedoGap, missingLogs, presentLogs, queryArchivedLogs } from '#oracle/archived-logs.ts';
import type { ArchivedLogCopy, MissingLog, RedoGap } from '#oracle/archived-logs.ts';
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
  /** The control file has never heard of the log at the gap: a standby may still receive it. */
  readonly isGapUnheard: boolean;
  /** A log that reaches to the end of the needed redo is not there yet: an archiver may be at work on it. */
  readonly arriving: boolean;
}

export async function surveyRedo(run: BackupRun, { from, to }: NeededRedo): Promise<RedoInArea> {
  const folder = archivedLogFolder(run.database.area);
  const logs = await queryArchivedLogs(run.oracle, run.signal);
  const sizes = await fileSizes(run.database);
  const copies = await respelled(logs.copies, folder);
  const present = presentLogs(copies, folder, sizes);
  // RMAN finds a log by its sequence in the current incarnation only.
  const current = logs.line.at(-1)?.resetlogsId;
  const missing = missingLogs(copies.filter(({ resetlogsId }) => resetlogsId === current), folder, sizes);
  const gap = from === undefined ? undefined : firstRedoGap(logs, present, { from, to });
  const newest = to === undefined ? [] : logs.redo.filter(({ nextScn, resetlogsId }) => resetlogsId === current && nextScn >= to);
  const isNewest = (log: MissingLog): boolean => newest.some(({ thread, sequence }) => thread === log.thread && sequence === log.sequence);
  const isGapUnheard = gap !== undefined && !logs.redo.some(({ thread, sequence, resetlogsId }) => thread === gap.thread && sequence === gap.sequence && resetlogsId === gap.resetlogsId);
  return { missing, gap, isGapUnheard, arriving: gap?.pending === true || missing.some(isNewest) };
}

/**
 * The database may know the folder by another name than the configuration, through a symbolic link: a log there must not pass
 * for missing, or RMAN would copy it onto itself.
 */
async function respelled(copies: readonly ArchivedLogCopy[], folder: string): Promise<readonly ArchivedLogCopy[]> {
  const realFolder = await realpath(folder).catch(() => folder);
  const spellings = new Set(copies.map(({ name }) => dirname(name)));
  const ours = new Set<string>();
  for (const spelling of spellings) {
    if ((await realpath(spelling).catch(() => spelling)) === realFolder) ours.add(spelling);
  }
  return copies.map((copy) => (ours.has(dirname(copy.name)) ? { ...copy, name: join(folder, basename(copy.name)) } : copy));
}

async function fileSizes(database: DatabaseSettings): Promise<ReadonlyMap<string, number>> {
  const folder = archivedLogFolder(database.area);
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
