// Archived logs that never reached the backup area (its destination is optional: a failure there stops nothing and leaves a
// hole), or that someone removed from it, are put back while they still exist in the recovery area.

import { join } from 'node:path';
import { archivedLogFolder } from '#core/area-layout.ts';
import { IcbError } from '#core/errors.ts';
import { archivedLogFileName } from '#oracle/archived-logs.ts';
import type { MissingLog, RedoGap } from '#oracle/archived-logs.ts';
import { queryImageCopies, redoNeededFrom } from '#oracle/image-copies.ts';
import { integer, rmanPath } from '#oracle/quoting.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { tellOfAreaDestination } from './area-destination.ts';
import type { BackupRun } from './backup-run.ts';
import { surveyRedo } from './redo-in-area.ts';

/** What a repair found and did. */
export interface ArchivedLogRepair {
  readonly copied: readonly MissingLog[];
  /** In no folder any more, whatever the control file says. */
  readonly lost: readonly MissingLog[];
}

/** A log that the control file believes to be on disk is not: RMAN-06059 and ORA-19625 with what they come with. */
const goneCodes = new Set(['RMAN-06059', 'RMAN-20242', 'ORA-19625']);

/** Copies every archived log the area lacks. @throws {OracleToolError} when RMAN fails at it for another reason than a lost log */
export async function repairMissingArchivedLogs(run: BackupRun): Promise<ArchivedLogRepair> {
  const { missing } = await surveyRedo(run, { from: undefined, to: undefined });
  const elsewhere = missing.filter((log) => log.existsElsewhere);
  for (const log of elsewhere) run.log.warn('archived log is missing in the backup area', { thread: log.thread, sequence: log.sequence });
  const copied = elsewhere.length === 0 ? [] : await copyLogs(run, elsewhere);
  const lost = missing.filter((log) => !copied.includes(log));
  for (const log of lost) run.log.warn('archived log is in no destination any more', { thread: log.thread, sequence: log.sequence });
  return { copied, lost };
}

/** `icb backup <db> missingarchlog`: the repair alone. @throws {IcbError} when redo that the image copies need stays missing */
export async function repairAlone(run: BackupRun): Promise<ArchivedLogRepair> {
  const repair = await repairMissingArchivedLogs(run);
  const { copied, lost } = repair;
  if (copied.length > 0) await tellOfAreaDestination(run);
  run.log.info(`archived logs copied to the backup area: ${copied.length}, lost: ${lost.length}`);
  const from = redoNeededFrom(await queryImageCopies(run.oracle, run.signal));
  const { gap } = await surveyRedo(run, { from, to: undefined });
  if (gap !== undefined) throw lostRedo(run, gap);
  return repair;
}

/** Nothing brings the log back; a refresh makes the image copies independent of it. */
export function lostRedo({ database }: BackupRun, gap: RedoGap): IcbError {
  return new IcbError(`${database.name}: archived log thread ${gap.thread} sequence ${gap.sequence} is lost: nothing after ${gap.time} (SCN ${gap.scn}) can be restored until the image copy has been refreshed`, {
    hint: `find the log and copy it to ${archivedLogFolder(database.area)}, or tell RMAN that it is gone (crosscheck archivelog all) and run icb backup ${database.name} imagecopywithsnap at once`,
  });
}

/** All in one go; when one of them is gone, one by one, so that it does not stop the others. Returns those that were copied. */
async function copyLogs(run: BackupRun, logs: readonly MissingLog[]): Promise<readonly MissingLog[]> {
  if (await tryCopy(run, logs)) return logs;
  if (logs.length === 1) return [];
  const copied: MissingLog[] = [];
  for (const log of logs) if (await tryCopy(run, [log])) copied.push(log);
  return copied;
}

async function tryCopy(run: BackupRun, logs: readonly MissingLog[]): Promise<boolean> {
  const values = logs.map((log) => ({
    sequence: integer(log.sequence, 'log sequence'),
    thread: integer(log.thread, 'redo thread'),
    target: rmanPath(join(archivedLogFolder(run.database.area), archivedLogFileName(log)), 'name of an archived log'),
  }));
  try {
    await run.oracle.rman('copy-archived-log.rman', { step: 'copy missing archived logs', values }, run.signal);
    return true;
  } catch (error) {
    if (error instanceof OracleToolError && error.codes.some((code) => goneCodes.has(code))) return false;
    throw error;
  }
}
