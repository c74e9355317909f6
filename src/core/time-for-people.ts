// Points in time in messages, which may be read at night on a host whose zone is not UTC.
import type { DateTime } from 'luxon';

const format = 'yyyy-MM-dd HH:mm:ss';

/** `2024-03-01 11:00:01 UTC (here 2024-03-01 12:00:01)`, without the part in brackets where it says the same. The part before them can be pasted as a target. */
export function timeForPeople(time: DateTime, hostZone = 'system'): string {
  const utc = time.toUTC().toFormat(format);
  const local = time.setZone(hostZone).toFormat(format);
  return local === utc ? `${utc} UTC` : `${utc} UTC (here ${local})`;
}
