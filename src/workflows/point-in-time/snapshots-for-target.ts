// From which snapshots a database is brought to a time: one rule for whoever searches and whoever restores.

import type { DateTime } from 'luxon';
import { chooseForTarget } from '#retention/choose-snapshot.ts';
import type { TargetChoice, WhyNone } from '#retention/choose-snapshot.ts';
import { describeTimes } from '#retention/restorable-window.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import type { Storage } from '#storage/adapter.ts';
import { restorableSnapshots } from '#storage/restorable-snapshots.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { readLedger } from '../ledger.ts';

export interface TargetSearch {
  readonly storage: Pick<Storage, 'listSnapshots' | 'ownsSnapshot'>;
  /** Backup area, where the configuration names one; this host need not see it. */
  readonly area: string | undefined;
  readonly target: DateTime;
  readonly signal: AbortSignal;
}

export interface SnapshotsForTarget {
  /** All of icb's snapshots that are whole, oldest first. */
  readonly own: readonly Snapshot[];
  /** Empty on a host that does not see the backup area. */
  readonly ledger: readonly SnapshotBounds[];
  readonly choice: TargetChoice<Snapshot>;
}

/** Bounds come from the ledger in the backup area; without it creation times decide, and the clone itself knows better. */
export async function findSnapshotsForTarget({ target, ...search }: TargetSearch): Promise<SnapshotsForTarget> {
  const { own, ledger } = await findSnapshots(search);
  return { own, ledger, choice: chooseForTarget(own, target, ledger) };
}

/** Which times can be restored, as a sentence without capital and full stop. */
export async function describeRestorableTimes(search: Omit<TargetSearch, 'target'>): Promise<string> {
  const { own, ledger } = await findSnapshots(search);
  return describeTimes(own, ledger);
}

async function findSnapshots({ storage, area, signal }: Omit<TargetSearch, 'target'>): Promise<Pick<SnapshotsForTarget, 'own' | 'ledger'>> {
  const ledger = area === undefined ? [] : await readLedger(area, signal);
  const own = await restorableSnapshots(storage, signal);
  return { own, ledger };
}

interface Unserved {
  readonly database: string;
  readonly target: DateTime;
  readonly now: DateTime;
  readonly snapshotCount: number;
}

/** What to do about a time that nothing serves: nothing, unless it is to come or a backup would serve it. */
export function hintForNone(why: WhyNone, { database, target, now, snapshotCount }: Unserved): { readonly hint?: string } {
  if (target > now) return { hint: 'that time is in the future' };
  return why === 'too late' || why === 'no snapshot' ? { hint: nextSnapshotHint(database, snapshotCount) } : {};
}

/** What to do about a time after the newest snapshot. A snapshot by itself is not enough: it lacks the redo still in the online logs. */
export function nextSnapshotHint(database: string, snapshotCount: number): string {
  const command = `icb backup ${database} imagecopywithsnap`;
  if (snapshotCount === 0) return `the first run of ${command} makes the image copy, every later one takes a snapshot`;
  return `run a backup first, it archives the current log and takes the snapshot that serves this time: ${command}`;
}
