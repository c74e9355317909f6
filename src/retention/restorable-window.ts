// Which times a database can be restored to: what each of its snapshots serves by itself, and what lies between two of them.
//
// Where the bounds of a snapshot are known, they are sharper than its creation time. At the very second of its lower bound a
// snapshot may already hold changes of that second, which recovery until then must not show: it serves by itself only what
// comes later.
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

/** `lost`: redo of that time is gone for good. `resetlogs`: it lies between two incarnations. `expired`: as retention wants it. */
export type WhyGap = 'lost' | 'resetlogs' | 'expired';

/** A snapshot and the times it serves. */
export interface Served<S extends RestorableSnapshot> {
  readonly snapshot: S;
  readonly bounds: SnapshotBounds | undefined;
  /** The first second it serves by itself. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Times between two snapshots that nothing serves. */
export interface Gap {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason: string;
  readonly why: WhyGap;
}

/** All times that can be restored. */
export interface RestorableWindow {
  /** Undefined: the oldest snapshot has no bounds, so that only a restore can tell. */
  readonly from: DateTime | undefined;
  /** Inclusive. */
  readonly until: DateTime;
  /** Oldest first. */
  readonly gaps: readonly TimeGap[];
}

/** Times within the window that nothing serves, both ends exclusive. */
export interface TimeGap {
  readonly from: DateTime;
  readonly until: DateTime;
  readonly why: WhyGap;
  /** A clause: `an archived log was lost`. */
  readonly reason: string;
}

/**
 * What the snapshots serve; undefined when there is none. Bounds of snapshots that are gone are ignored. Where snapshots between
 * two others have expired, their redo is gone with them, but for the last days before the later one: archived logs stay in the
 * area for the recovery window before each refresh.
 */
export function restorableWindow(snapshots: readonly RestorableSnapshot[], bounds: readonly SnapshotBounds[], recoveryWindowDays = Number.POSITIVE_INFINITY): RestorableWindow | undefined {
  const candidates = candidatesOf(snapshots, bounds);
  const [first, last] = [candidates[0], candidates.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    from: Number.isFinite(first.fromMs) ? instant(first.fromMs) : undefined,
    until: instant(last.untilMs),
    gaps: gapsBetween(candidates, recoveryWindowDays * 86_400_000).map(({ fromMs, untilMs, why, reason }) => ({ from: instant(fromMs), until: instant(untilMs), why, reason })),
  };
}

/** `restorable times are ... to ..., but for ...`; `there is no snapshot`. */
export function describeTimes(snapshots: readonly RestorableSnapshot[], bounds: readonly SnapshotBounds[]): string {
  return describeCandidates(candidatesOf(snapshots, bounds));
}

/** {@link describeTimes} of what {@link candidatesOf} found. */
export function describeCandidates(candidates: readonly Served<RestorableSnapshot>[]): string {
  const [first, last] = [candidates[0], candidates.at(-1)];
  if (first === undefined || last === undefined) return 'there is no snapshot';
  const until = timeForPeople(instant(last.untilMs));
  const range = Number.isFinite(first.fromMs) ? `restorable times are ${timeForPeople(instant(first.fromMs))} to ${until}` : `the last restorable time is ${until}`;
  const gaps = gapsBetween(candidates).map(({ fromMs, untilMs, reason }) => `, but for ${timeForPeople(instant(fromMs))} to ${timeForPeople(instant(untilMs))} (${reason})`);
  return range + gaps.join('');
}

/** Oldest first; without those that others serve as well. */
export function candidatesOf<S extends RestorableSnapshot>(snapshots: readonly S[], bounds: readonly SnapshotBounds[]): readonly Served<S>[] {
  const boundsById = new Map(bounds.map((entry) => [entry.snapshotId, entry]));
  return withoutOutdone(inOrderOfRedo(inOrderOfCreation(snapshots).map((snapshot) => served(snapshot, boundsById.get(snapshot.id)))));
}

/**
 * Snapshots are dated by the clock of the storage system. Where that was set back, those with bounds change places: within an
 * incarnation their SCNs tell which one came first.
 */
function inOrderOfRedo<S extends RestorableSnapshot>(candidates: readonly Served<S>[]): readonly Served<S>[] {
  const incarnationOf = ({ bounds }: Served<S>): string => (bounds === undefined ? '' : `${bounds.dbid} ${bounds.resetlogsId}`);
  const waiting = new Map<string, Served<S>[]>();
  for (const [incarnation, members] of Map.groupBy(candidates, incarnationOf)) waiting.set(incarnation, members.toSorted(compareBounds));
  return candidates.map((candidate) => waiting.get(incarnationOf(candidate))?.shift() ?? candidate);
}

/** As they were where one has no bounds. */
function compareBounds({ bounds: one }: Served<RestorableSnapshot>, { bounds: other }: Served<RestorableSnapshot>): number {
  if (one === undefined || other === undefined || one.upperScn === other.upperScn) return 0;
  return one.upperScn < other.upperScn ? -1 : 1;
}

/** Nothing where redo leads from one snapshot to the next, as far as the ledger knows. */
export function gapBetween(earlier: Served<RestorableSnapshot>, later: Served<RestorableSnapshot>): Gap | undefined {
  const times = { fromMs: earlier.untilMs, untilMs: later.fromMs };
  if (!isReached(earlier.bounds, later.bounds)) {
    const reason = `the database was opened with resetlogs between ${earlier.snapshot.id} and ${later.snapshot.id}`;
    return { ...times, why: 'resetlogs', reason };
  }
  return earlier.bounds?.redoLost === true ? { ...times, why: 'lost', reason: 'an archived log was lost' } : undefined;
}

function gapsBetween(candidates: readonly Served<RestorableSnapshot>[], redoKeptMs = Number.POSITIVE_INFINITY): Gap[] {
  return candidates.slice(1).flatMap((later, index) => {
    const earlier = candidates[index];
    if (earlier === undefined) return [];
    return gapBetween(earlier, later) ?? expiredBetween(earlier, later, redoKeptMs) ?? [];
  });
}

/** The archived logs in the later snapshot no longer reach back to where those in the earlier one end. */
function expiredBetween(earlier: Served<RestorableSnapshot>, later: Served<RestorableSnapshot>, redoKeptMs: number): Gap | undefined {
  if (earlier.untilMs >= later.fromMs - redoKeptMs) return undefined;
  return { fromMs: earlier.untilMs, untilMs: later.fromMs, why: 'expired', reason: 'the snapshots in between have expired' };
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

// Redo leads from one snapshot to the next within an incarnation, and through OPEN RESETLOGS from image copies that are older
// than the SCN it began with: later ones are of a branch that was abandoned. A snapshot without bounds cannot tell; RMAN will.
function isReached(earlier: SnapshotBounds | undefined, later: SnapshotBounds | undefined): boolean {
  if (earlier === undefined || later === undefined) return true;
  if (earlier.dbid !== later.dbid) return false;
  if (earlier.resetlogsId === later.resetlogsId) return true;
  return later.resetlogsScn !== undefined && earlier.lowerScn <= later.resetlogsScn;
}

function instant(instantMs: number): DateTime {
  return DateTime.fromMillis(instantMs, { zone: 'utc' });
}
