// Which snapshot a restore starts from.
//
// Plain rule: the oldest snapshot created at or after the target, because redo only leads forward. Where the bounds of a
// snapshot are known, they are sharper than its creation time: it serves lower to upper bound by itself. A target after
// the upper bound of snapshot k and not after the lower bound of k+1 fell into a refresh window: k still holds data files
// old enough and k+1 the redo, so both are needed.
import { DateTime } from 'luxon';
import { timeForPeople } from '#core/time-for-people.ts';
import { inOrderOfCreation } from './expire-snapshots.ts';
import { candidatesOf, describeCandidates, gapBetween } from './restorable-window.ts';
import type { RestorableSnapshot, Served, WhyGap } from './restorable-window.ts';
import type { SnapshotBounds } from './snapshot-bounds.ts';

export type TargetChoice<S extends RestorableSnapshot> =
  | { readonly kind: 'one'; readonly snapshot: S }
  /** Data files from one snapshot, archived logs from both. */
  | { readonly kind: 'pair'; readonly dataFiles: S; readonly redo: S }
  | { readonly kind: 'none'; readonly why: WhyNone; readonly reason: string };

export type WhyNone = 'no snapshot' | 'too early' | 'too late' | WhyGap;

/** The newest snapshot that is at least so many hours old; with 0 the newest of all, even if its clock is ahead of ours. */
export function newestAtLeast<S extends RestorableSnapshot>(
  snapshots: readonly S[],
  hours: number,
  now: DateTime,
): S | undefined {
  const newestFirst = inOrderOfCreation(snapshots).toReversed();
  if (hours <= 0) return newestFirst[0];
  const latestMs = now.toMillis() - hours * 3_600_000;
  return newestFirst.find(({ createdAt }) => createdAt.getTime() <= latestMs);
}

/**
 * The snapshot, or the two, from which the database can be restored to the target. Snapshots that are not icb's must be
 * left out by the caller. Bounds of snapshots that are gone are ignored; snapshots without bounds follow the plain rule.
 */
export function chooseForTarget<S extends RestorableSnapshot>(
  snapshots: readonly S[],
  target: DateTime,
  bounds: readonly SnapshotBounds[] = [],
): TargetChoice<S> {
  const candidates = candidatesOf(snapshots, bounds);
  const index = candidates.findIndex(({ untilMs }) => untilMs >= target.toMillis());
  const chosen = candidates[index];
  if (chosen === undefined) return { kind: 'none', why: candidates.length === 0 ? 'no snapshot' : 'too late', reason: describeCandidates(candidates) };
  if (target.toMillis() >= chosen.fromMs) return { kind: 'one', snapshot: chosen.snapshot };
  const earlier = candidates[index - 1];
  return earlier === undefined ? { kind: 'none', why: 'too early', reason: describeCandidates(candidates) } : acrossRefreshWindow(earlier, chosen);
}

// Redo between the two can still be missing, when a run between them took no snapshot or its snapshot is gone; only the
// archived logs in the clones can tell.
function acrossRefreshWindow<S extends RestorableSnapshot>(earlier: Served<S>, later: Served<S>): TargetChoice<S> {
  const gap = gapBetween(earlier, later);
  if (gap === undefined) return { kind: 'pair', dataFiles: earlier.snapshot, redo: later.snapshot };
  const times = `no time between ${told(gap.fromMs)} and ${told(gap.untilMs)} can be restored`;
  return { kind: 'none', why: gap.why, reason: `${gap.reason}: ${times}` };
}

function told(instantMs: number): string {
  return timeForPeople(DateTime.fromMillis(instantMs));
}
