import type { DateTime } from 'luxon';
import type { Log } from '#core/log.ts';
import { timeForPeople } from '#core/time-for-people.ts';

/**
 * Redo carries local times without zone. In the hour that the end of summer time repeats, recovery until a time stops at its
 * first occurrence.
 */
export function warnOfRepeatedHour(log: Log, target: DateTime, zone: string): void {
  const local = target.setZone(zone);
  const [first] = local.getPossibleOffsets();
  if (first === undefined || first.toMillis() >= local.toMillis()) return;
  log.warn(`${local.toFormat('yyyy-MM-dd HH:mm:ss')} exists twice in ${zone}, the zone of the source database, and redo does not tell which: recovery may end at the first one, ${timeForPeople(first)}`);
}
