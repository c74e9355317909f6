// The story of `icb backup <db> imagecopywithsnap`. The snapshot comes before the refresh: it keeps the image copy as the
// previous run left it, together with every archived log since, and so serves any time in between. Afterwards the copies
// would be newer and that history lost. Each step is safe to repeat, so that after a crash the next run just starts over.

import type { DateTime } from 'luxon';
import { formatBytes } from '#core/bytes.ts';
import { formatDuration } from '#core/durations.ts';
import { consistencyPoint, queryImageCopies } from '#oracle/image-copies.ts';
import type { ConsistencyPoint } from '#oracle/image-copies.ts';
import type { DatabaseTime } from '#oracle/database-facts.ts';
import { snapshotArea } from './area-snapshot.ts';
import { repairMissingArchivedLogs } from './archived-log-repair.ts';
import type { BackupRun, OptionalSnapshotRun } from './backup-run.ts';
import { runLenientStep, runStep } from './backup-step.ts';
import { databaseZone } from './database-zone.ts';
import { deleteOrphanedCopies, describeImageCopy, finishInterruptedRefresh, refreshImageCopy } from './image-copy-refresh.ts';
import type { RefreshResult } from './image-copy-refresh.ts';
import { logInventory } from './inventory.ts';
import { writeRestoreParameters } from './restore-parameters.ts';
import { dropExpiredSnapshots } from './snapshot-expiry.ts';
import type { ExpiryResult } from './snapshot-expiry.ts';
import { archiveUpToNow, ensureLogsReachedArea } from './upper-bound.ts';

/** Runs all ten steps. @throws {IcbError} from the step that failed */
export async function imageCopyBackup(run: OptionalSnapshotRun): Promise<void> {
  const startedAt = run.clock.now();
  const untouched = 'the image copy is as the previous run left it';
  const refreshed = 'the image copy itself has been refreshed';

  await runStep(run, { number: 1, title: 'copy archived logs missing in the backup area', imageCopyAfterFailure: untouched }, () =>
    repairMissingArchivedLogs(run));
  const point = await runStep(run, { number: 2, title: 'record time and SCN, archive the current log', imageCopyAfterFailure: untouched }, () =>
    recordUpperBound(run));
  await runStep(run, { number: 3, title: 'snapshot the backup area', imageCopyAfterFailure: untouched }, () => snapshotIfComplete(run, point));
  await runStep(run, { number: 4, title: 'delete image copies of dropped datafiles', imageCopyAfterFailure: untouched }, () =>
    deleteOrphanedCopies(run));
  const refresh = await runStep(run, { number: 5, title: 'refresh the image copy', imageCopyAfterFailure: () => describeImageCopy(run) }, () =>
    refreshImageCopy(run, point.last.scn));
  await runStep(run, { number: 6, title: 'archive the current log again', imageCopyAfterFailure: refreshed }, () => archiveUpToNow(run));
  const expiry = await runLenientStep(run, { number: 7, title: 'drop expired snapshots' }, () => expireIfSnapshotting(run));
  await runLenientStep(run, { number: 8, title: 'log cluster configuration and patch inventory' }, () => logInventory(run));
  await runStep(run, { number: 9, title: 'write the parameters for a restore', imageCopyAfterFailure: refreshed }, () =>
    recordLowerBound(run, point.zone, refresh));
  await runStep(run, { number: 10, title: 'totals', imageCopyAfterFailure: refreshed }, async () => {
    logRefreshTotals(run, startedAt, refresh);
    if (expiry !== undefined) run.log.info(`snapshots kept: ${expiry.kept}, dropped: ${expiry.dropped}, not droppable: ${expiry.failed}`);
  });
}

/** `icb backup <db> backupimagecopy`: steps 4 and 5 alone, and the parameter file that tells their result. */
export async function refreshWithoutSnapshot(run: BackupRun): Promise<void> {
  const startedAt = run.clock.now();
  const untouched = 'the image copy is as the previous run left it';

  const point = await recordUpperBound(run);
  await runStep(run, { number: 4, title: 'delete image copies of dropped datafiles', imageCopyAfterFailure: untouched }, () =>
    deleteOrphanedCopies(run));
  const refresh = await runStep(run, { number: 5, title: 'refresh the image copy', imageCopyAfterFailure: () => describeImageCopy(run) }, () =>
    refreshImageCopy(run, point.last.scn));
  await recordLowerBound(run, point.zone, refresh);
  logRefreshTotals(run, startedAt, refresh);
}

interface RecordedPoint {
  readonly last: DatabaseTime;
  readonly copies: ConsistencyPoint | undefined;
  readonly zone: string;
}

async function recordUpperBound(run: BackupRun): Promise<RecordedPoint> {
  await finishInterruptedRefresh(run);
  const last = await archiveUpToNow(run);
  await ensureLogsReachedArea(run);
  const copies = consistencyPoint(await queryImageCopies(run.oracle, run.signal));
  const { zone, sameAsHost } = databaseZone(run.hostZone, last.utcOffset, run.clock.now());
  if (!sameAsHost) {
    run.log.warn('the database host is in another time zone than this one', { databaseOffset: last.utcOffset, thisHost: run.hostZone });
  }
  await writeRestoreParameters(run, { zone, copies, last });
  run.log.info(`database time ${last.time}, SCN ${last.scn}`);
  return { last, copies, zone };
}

async function snapshotIfComplete({ storage, ...run }: OptionalSnapshotRun, { copies, last, zone }: RecordedPoint): Promise<void> {
  if (storage === undefined) return run.log.info('no snapshot: dosnapshot is false');
  if (copies === undefined) return run.log.info('no snapshot: there is no complete image copy yet');
  await snapshotArea({ ...run, storage }, { from: copies, to: last, zone });
}

async function expireIfSnapshotting({ storage, ...run }: OptionalSnapshotRun): Promise<ExpiryResult | undefined> {
  return storage === undefined ? undefined : dropExpiredSnapshots({ ...run, storage });
}

async function recordLowerBound(run: BackupRun, zone: string, refresh: RefreshResult): Promise<void> {
  const backupFinished = run.clock.now().setZone(zone).toFormat('yyyy-MM-dd HH:mm:ss');
  await writeRestoreParameters(run, { zone, copies: consistencyPoint(refresh.imageCopies), backupFinished });
}

function logRefreshTotals(run: BackupRun, startedAt: DateTime, refresh: RefreshResult): void {
  const finishedAt = run.clock.now();
  const local = (instant: DateTime): string => instant.setZone(run.hostZone).toFormat('yyyy-MM-dd HH:mm:ss');
  run.log.info(`image copies rolled forward: ${refresh.rolledForward}, copied in full: ${refresh.copiedInFull}, ${formatBytes(refresh.bytes)} refreshed`);
  run.log.info(`started ${local(startedAt)}, finished ${local(finishedAt)}, duration ${formatDuration(finishedAt.diff(startedAt).toMillis())}`);
}
