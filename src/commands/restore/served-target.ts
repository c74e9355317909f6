import type { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import type { ServingChoice } from '#workflows/point-in-time/point-in-time-run.ts';
import { findSnapshotsForTarget, hintForNone } from '#workflows/point-in-time/snapshots-for-target.ts';
import type { TargetSearch } from '#workflows/point-in-time/snapshots-for-target.ts';

/** A time, and what serves it. */
export interface ServedTarget {
  readonly target: DateTime<true>;
  readonly choice: ServingChoice;
  /** All of icb's snapshots, oldest first. */
  readonly own: readonly Snapshot[];
}

/** Nothing serves a time; whoever typed it may type another. */
export class UnservedTimeError extends IcbError {}

interface Wanted extends TargetSearch {
  readonly database: string;
  readonly target: DateTime<true>;
  readonly now: DateTime;
}

/** @throws {UnservedTimeError} telling which times there are */
export async function findServedTarget(wanted: Wanted): Promise<ServedTarget> {
  const { database, target, now } = wanted;
  const { own, choice } = await findSnapshotsForTarget(wanted);
  if (choice.kind !== 'none') return { target, choice, own };
  throw new UnservedTimeError(`${database} cannot be restored to ${timeForPeople(target)}: ${choice.reason}`, hintForNone(choice.why, { database, target, now, snapshotCount: own.length }));
}
