import { DateTime } from 'luxon';
import { formatDuration } from '#core/durations.ts';

/** `2026-11-21 06:12:30 UTC` of an instant in ISO 8601. */
export function utcTime(iso: string): string {
  return DateTime.fromISO(iso, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm:ss 'UTC'");
}

/** `0.4 s`, `12.3 s`, `0:03:57`. */
export function durationWords(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds * 1000);
}

/** How far the data found is from the target: `exact`, `4 s older`, `0:01:30 newer`. */
export function differenceWords(seconds: number): string {
  if (seconds === 0) return 'exact';
  const size = Math.abs(seconds);
  return `${size < 60 ? `${size} s` : formatDuration(size * 1000)} ${seconds < 0 ? 'older' : 'newer'}`;
}

/** `1 234 567`: the blanks do not break. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/gu, '\u00a0');
}
