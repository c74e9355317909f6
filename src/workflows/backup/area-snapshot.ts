import type { DatabaseTime } from '#oracle/database-facts.ts';
import type { ConsistencyPoint } from '#oracle/image-copies.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import type { SnapshotRun } from './backup-run.ts';
import { instantOf } from '../database-zone.ts';
import { appendToLedger } from '../ledger.ts';

/** The range of times a snapshot serves: from the state of its image copies to the end of its archived logs. */
export interface ServedRange {
  readonly from: ConsistencyPoint;
  readonly to: DatabaseTime;
  readonly zone: string;
  /** Redo after the range is lost: see {@link SnapshotBounds.redoLost}. */
  readonly redoLost: boolean;
}

/** Snapshots the backup area and records in the ledger which times it serves. Returns what was recorded. */
export async function snapshotArea(run: SnapshotRun, { from, to, zone, redoLost }: ServedRange): Promise<SnapshotBounds> {
  const snapshotId = await run.storage.createSnapshot(run.signal);
  const bounds: SnapshotBounds = {
    snapshotId,
    dbid: run.facts.dbid,
    resetlogsId: run.facts.resetlogsId,
    resetlogsScn: run.facts.resetlogsScn,
    lowerScn: from.scn,
    lowerTime: instantOf(from.time, zone),
    upperScn: to.scn,
    upperTime: instantOf(to.time, zone),
    ...(redoLost ? { redoLost } : {}),
  };
  await appendToLedger(run.database.area, bounds);
  run.log.info(`snapshot created: ${snapshotId}`, { from: from.time, to: to.time, lowerScn: from.scn, upperScn: to.scn });
  return bounds;
}
