import { expireSnapshots } from '#retention/expire-snapshots.ts';
import type { SnapshotRun } from './backup-run.ts';

export interface ExpiryResult {
  readonly kept: number;
  readonly dropped: number;
  /** Snapshots that should have gone and could not be dropped. */
  readonly failed: number;
}

/** Drops what retention lets go. One that cannot be dropped is reported and the rest goes on. */
export async function dropExpiredSnapshots(run: SnapshotRun): Promise<ExpiryResult> {
  const { snapshotExpirationDays: expirationDays, snapshotExpirationMonths: expirationMonths } = run.database;
  const snapshots = await run.storage.listSnapshots(run.signal);
  const isOwn = (id: string): boolean => run.storage.ownsSnapshot(id);
  const verdicts = expireSnapshots({ snapshots, now: run.clock.now(), expirationDays, expirationMonths, isOwn });
  const expired = verdicts.filter(({ action }) => action === 'drop');
  for (const { snapshot, action, reason } of verdicts) run.log.debug(`snapshot ${snapshot.id}: ${action}, it ${reason}`);
  let failed = 0;
  for (const { snapshot, reason } of expired) {
    try {
      await run.storage.dropSnapshot(snapshot.id, run.signal);
      run.log.info(`snapshot dropped: ${snapshot.id}, it ${reason}`);
    } catch (error) {
      if (run.signal.aborted) throw error;
      failed += 1;
      run.log.warn(`snapshot ${snapshot.id} could not be dropped: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { kept: verdicts.length - expired.length + failed, dropped: expired.length - failed, failed };
}
