import type { DateTime } from 'luxon';
import { spanWords } from '../span-words.ts';

/** `2026-11-21 06:00 UTC`. */
export function utcTime(time: DateTime): string {
  return time.toUTC().toFormat("yyyy-MM-dd HH:mm 'UTC'");
}

/** `3 h 5 min`. */
export function ageWords(time: DateTime, now: DateTime): string {
  return spanWords(now.diff(time).toMillis());
}

/** `25 min`; `11 s`. */
export function durationWords(seconds: number): string {
  return spanWords(seconds * 1000);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
