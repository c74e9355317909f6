import { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';

/** A clock that stands still, but for sleepers: they wake at once, that much later. */
export interface FakeClock extends Clock {
  advance(durationMs: number): void;
}

/** `onSleep` runs before each sleeper wakes: whatever the world does meanwhile. */
export function fakeClock(startIso: string, onSleep: () => void | Promise<void> = () => undefined): FakeClock {
  let nowMs = DateTime.fromISO(startIso, { zone: 'utc' }).toMillis();
  return {
    now: () => DateTime.fromMillis(nowMs, { zone: 'utc' }) as DateTime<true>,
    sleep: async (durationMs, signal) => {
      await onSleep();
      signal?.throwIfAborted();
      nowMs += durationMs;
    },
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
