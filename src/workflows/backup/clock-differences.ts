// Three clocks meet in a backup: this host's, the database host's, which the redo and the times of a restore go by, and the
// appliance's, which dates the snapshots. Retention and the choice of a snapshot without recorded bounds compare times of
// different clocks, so that a difference which matters is said. Each is measured by when something had to be shown.

import { DateTime } from 'luxon';
import type { Log } from '#core/log.ts';
import type { DatabaseTime } from '#oracle/database-facts.ts';

/** Between these two instants of this host's clock the other clock was read. */
export interface Window {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** Seconds by which another clock is at least ahead of this host's; negative: behind. Clocks are read to the second. */
export interface ClockDifferences {
  readonly databaseSeconds: number;
  /** Undefined where no snapshot was made, or its time could not be had. */
  readonly applianceSeconds: number | undefined;
}

/** From here on a difference is worth a warning. */
export const tolerableSeconds = 60;

/** @param shown what the other clock said, to the second at least; 0 when the window holds that second */
export function secondsAhead(shown: DateTime, { from, to }: Window): number {
  const second = shown.startOf('second');
  if (second > to) return Math.round(second.diff(to).as('seconds'));
  const end = second.plus({ seconds: 1 });
  return end < from ? -Math.round(from.diff(end).as('seconds')) : 0;
}

export function databaseInstant({ time, utcOffset }: DatabaseTime): DateTime {
  return DateTime.fromISO(`${time.replace(' ', 'T')}${utcOffset}`, { zone: 'utc' });
}

/** Says which of them matter. */
export function reportClockDifferences(log: Log, { databaseSeconds, applianceSeconds }: ClockDifferences): void {
  log.debug('clocks ahead of this host', { databaseSeconds, applianceSeconds });
  warn(log, 'database host', databaseSeconds, 'times given to a restore are those of the database host');
  warn(log, 'appliance', applianceSeconds ?? 0, 'it dates the snapshots, by which retention goes and the choice of one whose bounds are not known');
}

function warn(log: Log, whose: string, seconds: number, why: string): void {
  if (Math.abs(seconds) <= tolerableSeconds) return;
  log.warn(`the clock of the ${whose} is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} this host's: ${why}; let all of them follow the same time server`);
}
