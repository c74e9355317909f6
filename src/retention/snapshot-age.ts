import type { DateTime } from 'luxon';
import { formatDuration } from '#core/durations.ts';
import { inOrderOfCreation } from './expire-snapshots.ts';
import type { RestorableSnapshot } from './restorable-window.ts';

export type AgeStatus = 'OK' | 'WARNING' | 'CRITICAL';

export interface AgeVerdict<S extends RestorableSnapshot> {
  readonly status: AgeStatus;
  /** The newest snapshot, if there is any. */
  readonly snapshot: S | undefined;
  /** Negative when the snapshot is dated in the future. */
  readonly ageMs: number | undefined;
  /** Set when the status is about something else than the age. */
  readonly reason: string | undefined;
}

export interface AgeLimits {
  readonly warningAgeMs: number;
  readonly criticalAgeMs: number;
}

/** The clocks of appliance and host may differ by this much before it is worth a warning. */
const CLOCK_TOLERANCE_MS = 60_000;

/** How old the newest snapshot is. An age equal to a limit is still within it, as in a Nagios range. */
export function snapshotAge<S extends RestorableSnapshot>(
  snapshots: readonly S[],
  now: DateTime,
  { warningAgeMs, criticalAgeMs }: AgeLimits,
): AgeVerdict<S> {
  const snapshot = inOrderOfCreation(snapshots).at(-1);
  if (snapshot === undefined) {
    return { status: 'CRITICAL', snapshot, ageMs: undefined, reason: 'there is no snapshot' };
  }
  const ageMs = now.toMillis() - snapshot.createdAt.getTime();
  if (ageMs < -CLOCK_TOLERANCE_MS) {
    // Its true age is unknown, and it hides whether newer ones still come: the latest one with a date that can be is judged as well.
    const believable = inOrderOfCreation(snapshots).findLast(({ createdAt }) => createdAt.getTime() <= now.toMillis() + CLOCK_TOLERANCE_MS);
    const believableAgeMs = believable === undefined ? 0 : now.toMillis() - believable.createdAt.getTime();
    const reason = 'the latest snapshot is dated in the future';
    if (believableAgeMs <= criticalAgeMs) return { status: 'WARNING', snapshot, ageMs, reason };
    return { status: 'CRITICAL', snapshot, ageMs, reason: `${reason}, and the one before is ${formatDuration(believableAgeMs)} old` };
  }
  return { status: statusOf(ageMs, { warningAgeMs, criticalAgeMs }), snapshot, ageMs, reason: undefined };
}

function statusOf(ageMs: number, { warningAgeMs, criticalAgeMs }: AgeLimits): AgeStatus {
  if (ageMs > criticalAgeMs) return 'CRITICAL';
  return ageMs > warningAgeMs ? 'WARNING' : 'OK';
}
