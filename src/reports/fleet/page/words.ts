import type { DateTime } from 'luxon';
import { spanWords } from '../span-words.ts';

/** `3 h 5 min`. */
export function ageWords(time: DateTime, now: DateTime): string {
  return spanWords(now.diff(time).toMillis());
}

/** `25 min`; `11 s`. */
export function durationWords(seconds: number): string {
  return spanWords(seconds * 1000);
}
