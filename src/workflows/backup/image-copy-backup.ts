// The story of `icb backup <db> imagecopywithsnap`. The snapshot comes before the refresh: it keeps the image copy as the
// previous run left it, together with every archived log since, and so serves any time in between. Afterwards the copies
// would be newer and that history lost. Each step is safe to repeat, so that after a crash the next run just starts over.

import { DateTime } from 'luxon';
import { formatBytes } from '#core/bytes.ts';
import { formatDuration } from '#core/durations.ts';
import { IcbError } from '#core/errors.ts';
import type { RedoGap } from '#oracle/archived-logs.ts';
import { consistencyPoint, hasOtherFilesSince, queryImageCopies, redoNeededFrom } from '#oracle/image-copies.ts';
import type { ConsistencyPoint, ImageCopies } from '#oracle/image-copies.ts';
import { queryDatabaseTime } from '#oracle/database-facts.ts';
import type { DatabaseTime } from '#oracle/database-facts.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { snapshotArea } from './area-snapshot.ts';
import { repairMissingArchivedLogs } from './archived-log-repair.ts';
import type { BackupRun, OptionalSnapshotRun } from './backup-run.ts';
import { imageCopyIs, interruptible, runLenientStep, runStep } from './backup-step.ts';
import type { Step } from './backup-step.ts';
import { reportClockDifferences, secondsAhead } from './clock-differences.ts';
import type { ClockDifferences } from './clock-differences.ts';
import { reportCopyFindings } from './copy-findings.ts';
import type { CopyFindings } from './copy-findings.ts';
import { isStandby } from './data-guard-role.ts';
import { databaseZone } from '../database-zone.ts';
import { checkCopyFiles, deleteOrphanedCopies, describeImageCopy, finishInterruptedRefresh, refreshImageCopy } from './image-copy-refresh.ts';
import type { RefreshResult } from './image-copy-refresh.ts';
import { logInventory } from './inventory.ts';
import { writeRestoreParameters } from './restore-parameters.ts';
import { keepRunbook } from '../restore-runbook/keep-runbook.ts';
import { dropExpiredSnapshots } from '../snapshot-expiry.ts';
import type { ExpiryResult } from '../snapshot-expiry.ts';
import { archiveUpToNow, ensureLogsReachedArea } from './upper-bound.ts';
import type { MissingRedo } from './upper-bound.ts';
import type { MeasuredTime } from './upper-bound.ts';

/** What a backup achieved. */
export interface BackupResult {
  readonly refresh: RefreshResult;
  /** Undefined when none was taken. */
  readonly snapshot?: SnapshotBounds | undefined;
  /** Undefined when none were to be dropped, or that failed as a whole. */
  readonly expiry?: ExpiryResult | undefined;
  readonly findings: CopyFindings;
  readonly clocks: ClockDifferences;
}

/** Runs all ten steps. @throws {IcbError} from the step that failed */
export async function imageCopyBackup(run: OptionalSnapshotRun): Promise<BackupResult> {
  const startedAt = run.clock.now();
  const { untouched, refreshed } = imageCopyIs;

  await runStep(run, { number: 1, title: 'copy archived logs missing in the backup area', imageCopyAfterFailure: untouched }, () =>
    repairMissingArchivedLogs(run));
  const point = await runStep(run, { number: 2, title: 'record time and SCN, archive the current log', imageCopyAfterFailure: untouched }, () =>
    recordUpperBound(run));
  const beforeSnapshot = run.clock.now();
  const snapshot = await runStep(run, { number: 3, title: 'snapshot the backup area', imageCopyAfterFailure: untouched }, () =>
    snapshotIfRestorable(run, point));
  const snapshotWindow = { from: beforeSnapshot, to: run.clock.now() };
  await runStep(run, { number: 4, title: 'delete image copies of dropped datafiles', imageCopyAfterFailure: untouched }, () =>
    deleteOrphanedCopies(run));
  const refresh = await runStep(run, refreshStep(run), () => refreshImageCopy(run, point.last.scn));
  await runStep(run, { number: 6, title: 'archive the current log again', imageCopyAfterFailure: refreshed }, () => archiveUpToNow(run));
  const expiry = await runLenientStep(run, { number: 7, title: 'drop expired snapshots' }, () => expireIfSnapshotting(run));
  await runLenientStep(run, { number: 8, title: 'log cluster configuration and patch inventory' }, () => logInventory(run));
  await runStep(run, { number: 9, title: 'write the parameters for a restore', imageCopyAfterFailure: refreshed }, () =>
    recordLowerBound(run, point.zone, refresh));
  const createdAt = expiry?.outcomes.find((outcome) => outcome.snapshot.id === snapshot?.snapshotId)?.snapshot.createdAt;
  const applianceSeconds = createdAt === undefined ? undefined : secondsAhead(DateTime.fromJSDate(createdAt), snapshotWindow);
  const clocks = { databaseSeconds: point.last.secondsAhead, applianceSeconds };
  await runStep(run, { number: 10, title: 'totals', imageCopyAfterFailure: refreshed }, async () => {
    logRefreshTotals(run, startedAt, refresh);
    reportClockDifferences(run.log, clocks);
    if (expiry !== undefined) run.log.info(`snapshots kept: ${expiry.kept}, dropped: ${expiry.dropped}, not droppable: ${expiry.failed}`);
  });
  requireAllRedo(run, point, refresh);
  return { refresh, snapshot, expiry, findings: point.findings, clocks };
}

/** `icb backup <db> backupimagecopy`: steps 4 to 6 alone, and the parameter file that tells their result. */
export async function refreshWithoutSnapshot(run: BackupRun): Promise<BackupResult> {
  const startedAt = run.clock.now();
  const { untouched, refreshed } = imageCopyIs;

  const point = await interruptible(run, untouched, () => recordUpperBound(run));
  await runStep(run, { number: 4, title: 'delete image copies of dropped datafiles', imageCopyAfterFailure: untouched }, () =>
    deleteOrphanedCopies(run));
  const refresh = await runStep(run, refreshStep(run), () => refreshImageCopy(run, point.last.scn));
  // Without the redo up to the end of the refresh the copies alone could not be opened.
  await interruptible(run, refreshed, () => archiveUpToNow(run));
  await interruptible(run, refreshed, () => recordLowerBound(run, point.zone, refresh));
  logRefreshTotals(run, startedAt, refresh);
  const clocks = { databaseSeconds: point.last.secondsAhead, applianceSeconds: undefined };
  reportClockDifferences(run.log, clocks);
  requireAllRedo(run, point, refresh);
  return { refresh, findings: point.findings, clocks };
}

function refreshStep(run: BackupRun): Step {
  return {
    number: 5,
    title: 'refresh the image copy',
    imageCopyAfterFailure: () => describeImageCopy(run),
    imageCopyAfterSignal: imageCopyIs.cutShort,
  };
}

interface RecordedPoint {
  /** Read before the log switch: the refresh must pass it. */
  readonly last: MeasuredTime;
  readonly imageCopies: ImageCopies;
  readonly findings: CopyFindings;
  /** What a snapshot taken now serves; undefined when it could serve nothing. */
  readonly served: { readonly from: ConsistencyPoint; readonly to: DatabaseTime } | undefined;
  /** Where redo is lost between the image copies and now. */
  readonly lost: RedoGap | undefined;
  /** Where the redo ends that a standby has received so far. */
  readonly late: MissingRedo | undefined;
  readonly zone: string;
}

async function recordUpperBound(run: BackupRun): Promise<RecordedPoint> {
  const finished = await finishInterruptedRefresh(run);
  const imageCopies = await queryImageCopies(run.oracle, run.signal);
  const copies = finished ? await lowerBoundOfNewControlFile(run, imageCopies) : consistencyPoint(imageCopies);
  const last = await archiveUpToNow(run);
  const gap = await ensureLogsReachedArea(run, { from: redoNeededFrom(imageCopies), to: last.scn });
  // At the primary the switch has archived everything up to now; a standby gets it when it gets it.
  if (gap?.pending === true && !isStandby(run.facts)) {
    throw new IcbError(`${run.database.name}: redo up to SCN ${last.scn} has not been archived: thread ${gap.thread} sequence ${gap.sequence} is missing after the log switch`, {
      hint: 'look at V$ARCHIVED_LOG and the alert log of the primary: the current log was not archived',
    });
  }
  if (gap !== undefined) {
    run.log.warn(`redo in the backup area ends at SCN ${gap.scn}`, { thread: gap.thread, sequence: gap.sequence, stillToCome: gap.pending });
  }
  const findings = await reportCopyFindings(run, imageCopies);
  const to = gap === undefined ? last : { ...last, scn: gap.scn, time: gap.time };
  const served = copies === undefined || to.scn <= copies.scn ? undefined : { from: copies, to };
  const { zone, sameAsHost } = databaseZone(run.hostZone, last.utcOffset, run.clock.now());
  if (!sameAsHost) {
    run.log.warn('the database host is in another time zone than this one', { databaseOffset: last.utcOffset, thisHost: run.hostZone });
  }
  await writeRestoreParameters(run, { zone, copies, last: to });
  run.log.info(`database time ${last.time}, SCN ${last.scn}`);
  return { last, imageCopies, findings, served, lost: gap?.pending === true ? undefined : gap, late: gap?.pending === true ? gap : undefined, zone };
}

/**
 * A control file that is backed up only now does not know a datafile dropped since the image copies were made, and knows another
 * as offline or read only that was not: a restore to a time before that would go without it. So the range begins now; the
 * snapshot before serves what was.
 */
async function lowerBoundOfNewControlFile(run: BackupRun, imageCopies: ImageCopies): Promise<ConsistencyPoint | undefined> {
  const point = consistencyPoint(imageCopies);
  if (point === undefined || !hasOtherFilesSince(imageCopies, point.scn)) return point;
  const { scn, time } = await queryDatabaseTime(run.oracle, run.signal);
  return { scn, time };
}

async function snapshotIfRestorable({ storage, ...run }: OptionalSnapshotRun, point: RecordedPoint): Promise<SnapshotBounds | undefined> {
  await checkCopyFiles(run, point.imageCopies);
  if (storage !== undefined && point.served !== undefined) return snapshotArea({ ...run, storage }, { ...point.served, zone: point.zone, redoLost: point.lost !== undefined });
  if (storage === undefined) run.log.info('no snapshot: dosnapshot is false');
  else if (point.lost === undefined && consistencyPoint(point.imageCopies) !== undefined) run.log.warn('no snapshot: no redo has come since the image copy was refreshed, so the last snapshot already serves all there is');
  else if (point.lost === undefined) run.log.info('no snapshot: there is no complete image copy yet; the next run takes the first one, and restores begin with that');
  else run.log.error('no snapshot: redo that the image copy needs is lost, so nothing could be restored from it');
  return undefined;
}

/** The image copy is good again, but a run without restorable times up to its own must not pass for a success. */
function requireAllRedo(run: BackupRun, { lost, late }: RecordedPoint, refresh: RefreshResult): void {
  if (lost !== undefined) throw timesLost(run, lost, refresh);
  if (late !== undefined) throw redoLate(run, late);
}

function redoLate({ database }: BackupRun, { thread, sequence, scn, awaitedInVain }: MissingRedo): IcbError {
  return new IcbError(`${database.name}: the primary's redo from SCN ${scn} on, thread ${thread} sequence ${sequence}, has not come to this standby: ${awaitedInVain ?? 'redo transport is slow'}`, {
    hint: 'nothing is lost as long as the primary keeps its archived logs: what has come is backed up, and the next backup takes the rest; see to redo transport',
  });
}

function timesLost({ database }: BackupRun, { thread, sequence, time }: RedoGap, refresh: RefreshResult): IcbError {
  const until = consistencyPoint(refresh.imageCopies)?.time ?? 'the next refresh';
  return new IcbError(`${database.name}: archived log thread ${thread} sequence ${sequence} is lost: no time between ${time} and ${until} can be restored`, {
    hint: 'the image copy has been refreshed and later times are safe; find out why the log is gone from every destination',
  });
}

async function expireIfSnapshotting({ storage, ...run }: OptionalSnapshotRun): Promise<ExpiryResult | undefined> {
  return storage === undefined ? undefined : dropExpiredSnapshots({ ...run, storage });
}

async function recordLowerBound(run: BackupRun, zone: string, refresh: RefreshResult): Promise<void> {
  const backupFinished = run.clock.now().setZone(zone).toFormat('yyyy-MM-dd HH:mm:ss');
  await writeRestoreParameters(run, { zone, copies: consistencyPoint(refresh.imageCopies), backupFinished });
  await keepRunbook(run);
}

function logRefreshTotals(run: BackupRun, startedAt: DateTime, refresh: RefreshResult): void {
  const finishedAt = run.clock.now();
  const local = (instant: DateTime): string => instant.setZone(run.hostZone).toFormat('yyyy-MM-dd HH:mm:ss');
  run.log.info(`image copies rolled forward: ${refresh.rolledForward}, copied in full: ${refresh.copiedInFull}, ${formatBytes(refresh.bytes)} refreshed`);
  run.log.info(`started ${local(startedAt)}, finished ${local(finishedAt)}, duration ${formatDuration(finishedAt.diff(startedAt).toMillis())}`);
}
