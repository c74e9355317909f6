import type { Storage } from './adapter.ts';
import type { Snapshot } from './snap-handler.ts';

/** The snapshots something can be restored from: icb's own that are whole, oldest first. */
export async function restorableSnapshots(storage: Pick<Storage, 'listSnapshots' | 'ownsSnapshot'>, signal: AbortSignal): Promise<Snapshot[]> {
  return restorableAmong(await storage.listSnapshots(signal), storage);
}

/** Those of a list. */
export function restorableAmong(listed: readonly Snapshot[], storage: Pick<Storage, 'ownsSnapshot'>): Snapshot[] {
  return listed.filter(({ id, defect }) => defect === undefined && storage.ownsSnapshot(id));
}
