import type { DateTime } from 'luxon';

/** `2026-11-21 06:12:30 UTC`. */
export function utcSecond(time: DateTime): string {
  return time.toUTC().toFormat("yyyy-MM-dd HH:mm:ss 'UTC'");
}

/** `2026-11-21 06:12 UTC`. */
export function utcMinute(time: DateTime): string {
  return time.toUTC().toFormat("yyyy-MM-dd HH:mm 'UTC'");
}
