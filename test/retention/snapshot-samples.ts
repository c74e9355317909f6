import { DateTime } from 'luxon';

export interface Sample {
  readonly id: string;
  readonly createdAt: Date;
  readonly cloneCount: number;
  readonly lockedUntil?: Date;
  readonly defect?: string;
}

/** A snapshot of orcl named for its time, given as `2024-03-05 01:02:03` in UTC; the time of day may be left out. */
export function sample(text: string, more: Partial<Sample> = {}): Sample {
  const createdAt = utc(text);
  const id = `orcl-${createdAt.toFormat("yyyyMMdd'T'HHmmss")}`;
  return { id, createdAt: createdAt.toJSDate(), cloneCount: 0, ...more };
}

export function utc(text: string): DateTime<true> {
  const instant = DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' });
  if (!instant.isValid) throw new Error(`no time: ${text}`);
  return instant;
}
