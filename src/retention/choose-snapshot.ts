// Which snapshot a restore starts from.
//
// Plain rule: the oldest snapshot created at or after the target, because redo only leads forward. Where the bounds of a
// snapshot are known, they are sharper than its creation time: it serves lower to upper bound by itself. A target after
// the upper bound of snapshot k and not after the lower bound of k+1 fell into a refresh window: k still holds data files
// old enough and k+1 the redo, so both are needed. At the very second of its lower bound a snapshot may already hold
// changes of that second, which recovery until then must not show: it serves by itself only what comes later.
//
// A snapshot whose bounds nobody wrote down (icb was killed just then, or it was taken by hand) is not needed when it was
// taken within the range of one with bounds: the same data files are in that one, and all the redo.
import { DateTime } from 'luxon';
import { timeForPeople } from '#core/time-for-people.ts';
import { inOrderOfCreation } from './expire-snapshots.ts';
import type { SnapshotBounds } from './snapshot-bounds.ts';

/** What choosing needs to know of a snapshot. */
export interface RestorableSnapshot {
  readonly id: string;
  readonly createdAt: Date;
}

export type TargetChoice<S extends RestorableSnapshot> =
  | { readonly kind: 'one'; readonly snapshot: S }
  /** Data files from one snapshot, archived logs from both. */
  | { readonly kind: 'pair'; readonly dataFiles: S; readonly redo: S }
  | { readonly kind: 'none'; readonly why: WhyNone; readonly reason: string };

/** `lost`: redo of that time is gone for good. `resetlogs`: it lies between two incarnations. */
export type WhyNone = 'no snapshot' | 'too early' | 'too late' | 'lost' | 'resetlogs';

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
  if (chosen === undefined) return { kind: 'none', why: candidates.length === 0 ? 'no snapshot' : 'too late', reason: rangeOf(candidates) };
  if (target.toMillis() >= chosen.fromMs) return { kind: 'one', snapshot: chosen.snapshot };
  const earlier = candidates[index - 1];
  return earlier === undefined ? { kind: 'none', why: 'too early', reason: rangeOf(candidates) } : acrossRefreshWindow(earlier, chosen);
}

/** `restorable times are ... to ..., but for ...`; `there is no snapshot`. */
export function describeTimes(snapshots: readonly RestorableSnapshot[], bounds: readonly SnapshotBounds[]): string {
  return rangeOf(candidatesOf(snapshots, bounds));
}

function candidatesOf<S extends RestorableSnapshot>(snapshots: readonly S[], bounds: readonly SnapshotBounds[]): readonly Served<S>[] {
  const boundsById = new Map(bounds.map((entry) => [entry.snapshotId, entry]));
  return withoutOutdone(inOrderOfCreation(snapshots).map((snapshot) => served(snapshot, boundsById.get(snapshot.id))));
}

interface Served<S extends RestorableSnapshot> {
  readonly snapshot: S;
  readonly bounds: SnapshotBounds | undefined;
  /** The first second it serves by itself. */
  readonly fromMs: number;
  readonly untilMs: number;
}

function served<S extends RestorableSnapshot>(snapshot: S, bounds: SnapshotBounds | undefined): Served<S> {
  const fromMs = bounds?.lowerTime.plus({ seconds: 1 }).toMillis() ?? Number.NEGATIVE_INFINITY;
  const untilMs = bounds?.upperTime.toMillis() ?? snapshot.createdAt.getTime();
  return { snapshot, bounds, fromMs, untilMs };
}

function withoutOutdone<S extends RestorableSnapshot>(candidates: readonly Served<S>[]): readonly Served<S>[] {
  const ranges = candidates.filter(({ bounds }) => bounds !== undefined);
  return candidates.filter(({ snapshot, bounds }) => {
    const takenMs = snapshot.createdAt.getTime();
    return bounds !== undefined || !ranges.some(({ fromMs, untilMs }) => fromMs <= takenMs && takenMs <= untilMs);
  });
}

// Redo between the two can still be missing, when a run between them took no snapshot or its snapshot is gone; only the
// archived logs in the clones can tell.
function acrossRefreshWindow<S extends RestorableSnapshot>(earlier: Served<S>, later: Served<S>): TargetChoice<S> {
  const gap = gapBetween(earlier, later);
  if (gap === undefined) return { kind: 'pair', dataFiles: earlier.snapshot, redo: later.snapshot };
  const times = `no time between ${told(gap.fromMs)} and ${told(gap.untilMs)} can be restored`;
  return { kind: 'none', why: gap.why, reason: `${gap.reason}: ${times}` };
}

/** Times between two snapshots that nothing serves. */
interface Gap {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason: string;
  readonly why: WhyNone;
}

function gapBetween(earlier: Served<RestorableSnapshot>, later: Served<RestorableSnapshot>): Gap | undefined {
  const times = { fromMs: earlier.untilMs, untilMs: later.fromMs };
  if (!isReached(earlier.bounds, later.bounds)) {
    const reason = `the database was opened with resetlogs between ${earlier.snapshot.id} and ${later.snapshot.id}`;
    return { ...times, why: 'resetlogs', reason };
  }
  return earlier.bounds?.redoLost === true ? { ...times, why: 'lost', reason: 'an archived log was lost' } : undefined;
}

// Redo leads from one snapshot to the next within an incarnation, and through OPEN RESETLOGS from image copies that are older
// than the SCN it began with: later ones are of a branch that was abandoned. A snapshot without bounds cannot tell; RMAN will.
function isReached(earlier: SnapshotBounds | undefined, later: SnapshotBounds | undefined): boolean {
  if (earlier === undefined || later === undefined) return true;
  if (earlier.dbid !== later.dbid) return false;
  if (earlier.resetlogsId === later.resetlogsId) return true;
  return later.resetlogsScn !== undefined && earlier.lowerScn <= later.resetlogsScn;
}

function rangeOf(candidates: readonly Served<RestorableSnapshot>[]): string {
  const [first, last] = [candidates[0], candidates.at(-1)];
  if (first === undefined || last === undefined) return 'there is no snapshot';
  const range = Number.isFinite(first.fromMs) ? `restorable times are ${told(first.fromMs)} to ${told(last.untilMs)}` : `the last restorable time is ${told(last.untilMs)}`;
  const gaps = candidates.slice(1).flatMap((later, index) => {
    const earlier = candidates[index];
    const gap = earlier === undefined ? undefined : gapBetween(earlier, later);
    return gap === undefined ? [] : [`, but for ${told(gap.fromMs)} to ${told(gap.untilMs)} (${gap.reason})`];
  });
  return range + gaps.join('');
}

function told(instantMs: number): string {
  return timeForPeople(DateTime.fromMillis(instantMs));
}
