import { DateTime } from 'luxon';

/** Days from one time of the database host to another, `yyyy-mm-dd hh24:mi:ss`. */
export function daysBetween(from: string, to: string): number {
  return instant(to).diff(instant(from), 'days').days;
}

function instant(time: string): DateTime {
  return DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss', { zone: 'utc' });
}
