// Rolling the image copy forward. RMAN's exit code proves nothing here: RECOVER COPY with nothing to apply is a success to
// it. So the control file is asked afterwards, and every copy must have reached the SCN read before the refresh. Only then is
// anything deleted: copies that stayed behind still need their incrementals and every archived log since.

import { stat } from 'node:fs/promises';
import { controlFileBackup } from '#core/area-layout.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode } from '#core/system-error.ts';
import { consistencyPoint, datafilesLaggingBehindFile, imageCopyTag, laggingDatafiles, newestCopies, orphanedCopies, queryImageCopies, redoNeededFrom, uncopiedDatafiles } from '#oracle/image-copies.ts';
import type { ConsistencyPoint, ImageCopies } from '#oracle/image-copies.ts';
import type { RmanValue } from '#oracle/quoting.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { queryRestoreParameters } from '#oracle/restore-parameters.ts';
import { queryIncrementalSize, queryUnmergedIncrementals } from '#oracle/incrementals.ts';
import { sizesOf, watchRman } from '#oracle/rman-progress.ts';
import { integer, keywords, rmanPath, rmanString, sectionSizeClause } from '#oracle/quoting.ts';
import type { BackupRun } from './backup-run.ts';
import { isStandby, keepsLogsForApply } from './data-guard-role.ts';
import { RmanWithOptionalCatalog } from './optional-catalog.ts';
import { surveyRedo } from './redo-in-area.ts';
import { previousRunFinished } from './restore-parameters.ts';

export interface RefreshResult {
  readonly imageCopies: ImageCopies;
  /** Datafiles whose copy was rolled forward. */
  readonly rolledForward: number;
  /** Datafiles copied in full, for the first time. */
  readonly copiedInFull: number;
  /** Bytes read from the incrementals and full copies made. */
  readonly bytes: number;
}

/**
 * Brings the area into the state a finished refresh leaves, before it is snapshotted. A copy may hold blocks of both ages:
 * applying its incremental again mends it. Returns whether there was anything to do.
 */
export async function finishInterruptedRefresh(run: BackupRun): Promise<boolean> {
  const unmerged = await queryUnmergedIncrementals(run.oracle, run.signal);
  if (unmerged.length === 0 && (await previousRunFinished(run.database.area))) return false;
  run.log.warn('the previous run did not finish: what it left is completed first', { unmergedIncrementals: unmerged.length });
  const values = { tag: tag(), control_file: controlFile(run) };
  await run.oracle.rman('finish-refresh.rman', { step: 'finish the interrupted refresh', values }, run.signal);
  return true;
}

/** Deletes image copies of datafiles that were dropped from the database. Returns how many. */
export async function deleteOrphanedCopies(run: BackupRun): Promise<number> {
  const orphans = orphanedCopies(await queryImageCopies(run.oracle, run.signal));
  if (orphans.length === 0) return 0;
  for (const copy of orphans) run.log.info(`deleting the image copy of a dropped datafile: ${copy.name}`);
  const values = orphans.map((copy) => ({ name: rmanPath(copy.name, 'name of an image copy') }));
  await run.oracle.rman('delete-datafile-copy.rman', { step: 'delete image copies of dropped datafiles', values }, run.signal);
  return orphans.length;
}

/**
 * Takes the level 1 incremental, merges it, proves that every copy moved, and tidies up.
 * @param sinceScn SCN of the primary, read before; every copy must reach it, or on a standby what was applied before
 */
export async function refreshImageCopy(run: BackupRun, sinceScn: bigint): Promise<RefreshResult> {
  const { database, oracle, signal } = run;
  const before = await queryImageCopies(oracle, signal);
  const withCatalog = new RmanWithOptionalCatalog(run);
  const refresh = { tag: tag(), section_size: sectionSizeClause(await sectionSize(run)) };
  {
    using watched = watchRman({ log: run.log, clock: run.clock, sizes: sizesOf(before.datafiles) });
    await withCatalog.rman('refresh-image-copy.rman', { step: 'refresh the image copy', values: refresh, onLine: watched.read });
  }
  const after = await queryImageCopies(oracle, signal);
  proveRefresh(run, { before, after }, sinceScn);
  if (isStandby(run.facts)) tellIfNothingWasApplied(run, before, after);
  const conclusion = {
    tag: tag(),
    // FORCE overrides the deletion policy, which keeps what a standby has not applied yet.
    force: keywords(keepsLogsForApply(run) ? '' : 'force'),
    recovery_window_days: integer(database.recoveryWindowDays, 'recoverywindow'),
    control_file: controlFile(run),
  };
  await withCatalog.rman('conclude-refresh.rman', { step: 'tidy up and back up the control file', values: conclusion });
  const uncopied = uncopiedDatafiles(after);
  const copiedInFull = after.datafiles.filter((file) => !uncopied.includes(file) && !before.copies.some((copy) => copy.fileNumber === file.fileNumber));
  return {
    imageCopies: after,
    rolledForward: newestCopies(after).length - copiedInFull.length,
    copiedInFull: copiedInFull.length,
    bytes: (await queryIncrementalSize(oracle, isStandby(run.facts) ? (redoNeededFrom(after) ?? sinceScn) : sinceScn, signal)) + copiedInFull.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/** What became of the image copy, asked after a refresh that failed: in one sentence, whatever the database answers. */
export async function describeImageCopy(run: BackupRun): Promise<string> {
  try {
    const imageCopies = await queryImageCopies(run.oracle, run.signal);
    const [lostFile] = await missingCopyFiles(imageCopies);
    if (lostFile !== undefined) return `the image copy is not usable: ${lostFile} is gone; the last snapshot is not affected`;
    const point = consistencyPoint(imageCopies);
    if (point === undefined) return 'there is no complete image copy yet; the next run goes on from here';
    return `the image copy is still usable, from ${point.time} (SCN ${point.scn}) on${await onCondition(run, imageCopies, point)}; the next run goes on from here`;
  } catch (error) {
    if (run.signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return `the database could not be asked what became of the image copy (${reason}); the last snapshot is not affected`;
  }
}

/** A refresh that did not come to its end left copies that are newer than the redo in the area. */
async function onCondition(run: BackupRun, imageCopies: ImageCopies, { scn }: ConsistencyPoint): Promise<string> {
  const { gap } = await surveyRedo(run, { from: redoNeededFrom(imageCopies), to: scn });
  if (gap === undefined) return '';
  return gap.pending ? ', once the current log has been archived' : `, if archived log thread ${gap.thread} sequence ${gap.sequence} is found`;
}

/** Names of image copies in use whose file is not there any more, whatever the control file says. */
export async function missingCopyFiles(imageCopies: ImageCopies): Promise<readonly string[]> {
  const names = newestCopies(imageCopies).map(({ name }) => name);
  const found = await Promise.all(names.map((name) => stat(name).then((file) => file.size > 0, absent)));
  return names.filter((_, index) => found[index] !== true);
}

function absent(error: unknown): false {
  if (systemErrorCode(error) === 'ENOENT') return false;
  throw error;
}

/** @throws {IcbError} when a file of the image copy is gone: neither a snapshot of the rest nor a refresh makes sense */
export async function checkCopyFiles({ database }: BackupRun, imageCopies: ImageCopies): Promise<void> {
  const [lostFile, ...others] = await missingCopyFiles(imageCopies);
  if (lostFile === undefined) return;
  throw new IcbError(`${database.name}: a file of the image copy is gone: ${lostFile}${more(others.length)}`, {
    hint: "put it back, or let RMAN forget it (crosscheck copy of database; delete noprompt expired copy of database) and run again: that datafile is then copied in full",
  });
}

/** 11.2 has sections for backup sets only, not for image copies and what is merged into them; so has a later one with COMPATIBLE of 11. */
async function sectionSize({ database, facts, oracle, log, signal }: BackupRun): Promise<string | undefined> {
  const { sectionSize: size } = database;
  if (size === undefined) return undefined;
  if (!isAtLeast(facts.version, '12.1')) {
    log.warn(`sectionsize is ignored: Oracle ${facts.version} cannot use sections for image copies`);
    return undefined;
  }
  const compatible = new Map(await queryRestoreParameters(oracle, signal)).get('compatible') ?? facts.version;
  if (isAtLeast(compatible, '12.0')) return size;
  log.warn(`sectionsize is ignored: sections of image copies need COMPATIBLE of 12.0.0 or more, it is ${compatible}`);
  return undefined;
}

function proveRefresh(run: BackupRun, { before, after }: { readonly before: ImageCopies; readonly after: ImageCopies }, sinceScn: bigint): void {
  const lagging = isStandby(run.facts) ? datafilesLaggingBehindFile(after, before.datafiles) : laggingDatafiles(after, sinceScn, before.datafiles);
  if (lagging.length === 0) return;
  for (const sentence of lagging) run.log.error(sentence);
  throw new IcbError(`the refresh of ${run.database.name} did not move every image copy: ${lagging[0]}${more(lagging.length - 1)}`, {
    hint: 'RMAN reported success; look in the session log for "no copy of datafile" and check the tag of the image copies',
  });
}

/** Not a failure: redo goes on being received and backed up, and is only the more to be recovered in a restore. */
function tellIfNothingWasApplied({ log }: BackupRun, before: ImageCopies, after: ImageCopies): void {
  const [was, is] = [consistencyPoint(before), consistencyPoint(after)];
  if (was === undefined || is === undefined || is.scn > was.scn) return;
  log.warn(`this standby has applied no redo since the previous backup: the image copy stays at SCN ${is.scn}, ${is.time}`);
}

function more(count: number): string {
  return count > 0 ? `, and ${count} more` : '';
}

function tag(): RmanValue {
  return rmanString(imageCopyTag, 'tag');
}

function controlFile({ database }: BackupRun): RmanValue {
  return rmanPath(controlFileBackup(database.area), 'backup area');
}
