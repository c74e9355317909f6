// A backup put together from the product's own parts, each of which a test can replace by a wrong one.

import type { DatabaseTime } from '#oracle/database-facts.ts';
import { consistencyPoint, queryImageCopies, redoNeededFrom } from '#oracle/image-copies.ts';
import type { ConsistencyPoint } from '#oracle/image-copies.ts';
import { keywords, rmanPath, rmanString } from '#oracle/quoting.ts';
import { snapshotArea } from '#workflows/backup/area-snapshot.ts';
import { repairMissingArchivedLogs } from '#workflows/backup/archived-log-repair.ts';
import type { SnapshotRun } from '#workflows/backup/backup-run.ts';
import { databaseZone } from '#workflows/database-zone.ts';
import { deleteOrphanedCopies, finishInterruptedRefresh, refreshImageCopy } from '#workflows/backup/image-copy-refresh.ts';
import type { NeededRedo } from '#workflows/backup/redo-in-area.ts';
import { writeRestoreParameters } from '#workflows/backup/restore-parameters.ts';
import { dropExpiredSnapshots } from '#workflows/snapshot-expiry.ts';
import { archiveUpToNow, ensureLogsReachedArea } from '#workflows/backup/upper-bound.ts';
import { openLabRun } from './lab-run.ts';
import type { TestLab } from './test-lab.ts';

/** The parts of a backup. */
export interface Parts {
  readonly finish: (run: SnapshotRun) => Promise<unknown>;
  readonly archive: (run: SnapshotRun) => Promise<DatabaseTime>;
  readonly complete: (run: SnapshotRun, needed: NeededRedo) => Promise<unknown>;
  readonly bounds: (bounds: Bounds) => Bounds;
  readonly order: readonly ('describe' | 'snapshot' | 'orphans' | 'refresh')[];
  readonly refresh: (run: SnapshotRun, sinceScn: bigint) => Promise<unknown>;
  readonly expire: (run: SnapshotRun) => Promise<unknown>;
}

interface Bounds {
  readonly from: ConsistencyPoint;
  readonly to: DatabaseTime;
}

const rightParts: Parts = {
  finish: finishInterruptedRefresh,
  archive: archiveUpToNow,
  complete: ensureLogsReachedArea,
  bounds: (bounds) => bounds,
  order: ['describe', 'snapshot', 'orphans', 'refresh'],
  refresh: refreshImageCopy,
  expire: dropExpiredSnapshots,
};

/** The order of the product, but for the parts that are replaced. */
export async function composedBackup(lab: TestLab, wrong: Partial<Parts> = {}): Promise<void> {
  const parts = { ...rightParts, ...wrong };
  await using run = await openLabRun(lab);
  await repairMissingArchivedLogs(run);
  await parts.finish(run);
  const imageCopies = await queryImageCopies(run.oracle, run.signal);
  const last = await parts.archive(run);
  await parts.complete(run, { from: redoNeededFrom(imageCopies), to: last.scn });
  const copies = consistencyPoint(imageCopies);
  if (copies === undefined) throw new Error('there is no complete image copy');
  const { zone } = databaseZone(run.hostZone, last.utcOffset, run.clock.now());
  const { from, to } = parts.bounds({ from: copies, to: last });
  const steps = {
    describe: async () => writeRestoreParameters(run, { zone, copies: from, last: to }),
    snapshot: async () => snapshotArea(run, { from, to, zone, redoLost: false }),
    orphans: async () => deleteOrphanedCopies(run),
    refresh: async () => parts.refresh(run, last.scn),
  };
  for (const step of parts.order) await steps[step]();
  await archiveUpToNow(run);
  await parts.expire(run);
  await writeRestoreParameters(run, { zone, copies: consistencyPoint(await queryImageCopies(run.oracle, run.signal)) });
}

/** What a refresh concludes with, done before it. */
export async function concludeThenRefresh({ oracle, database, signal }: SnapshotRun, between: () => void = () => undefined): Promise<void> {
  const tag = rmanString('image_copy_backup', 'tag');
  const control_file = rmanPath(`${database.area}/after_backup_controlfile.cf`, 'control file backup');
  await oracle.rman('finish-refresh.rman', { step: 'control file', values: { tag, control_file } }, signal);
  between();
  await oracle.rman('refresh-image-copy.rman', { step: 'refresh', values: { tag, section_size: keywords('') } }, signal);
}
