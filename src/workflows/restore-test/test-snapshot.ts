import type { DateTime } from 'luxon';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import { newestAtLeast } from '#retention/choose-snapshot.ts';
import type { Storage } from '#storage/adapter.ts';
import { restorableSnapshots } from '#storage/restorable-snapshots.ts';
import type { Snapshot } from '#storage/snap-handler.ts';

/** The snapshot a test restores. @throws {IcbError} when there is none */
export async function chooseTestSnapshot(
  storage: Storage,
  { name, minimumSnapshotAgeHours: hours }: Pick<RestoreTestSettings, 'name' | 'minimumSnapshotAgeHours'>,
  { now, signal }: { readonly now: DateTime; readonly signal: AbortSignal },
): Promise<Snapshot> {
  const snapshots = await restorableSnapshots(storage, signal);
  const chosen = newestAtLeast(snapshots, hours, now);
  if (chosen !== undefined) return chosen;
  throw new IcbError(`${name}: ${describeAbsence(snapshots.length, hours)}`, { hint: `run icb backup ${name} imagecopywithsnap first${hours > 0 ? ', or lower autorestoresnapage' : ''}` });
}

function describeAbsence(snapshots: number, hours: number): string {
  if (snapshots === 0) return 'there is no snapshot';
  return snapshots === 1 ? `the only snapshot is not ${hours} hours old` : `none of ${snapshots} snapshots is at least ${hours} hours old`;
}
