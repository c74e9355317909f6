import { setTimeout as delay } from 'node:timers/promises';
import { DateTime, Settings } from 'luxon';

// No text of ours depends on the host's locale, and finding it out (Intl) would cost every start more than 10 ms.
Settings.defaultLocale = 'en-US';

/** Time as icb sees it; tests bring their own, so nothing below `main.ts` reads the system clock. */
export interface Clock {
  /** The present instant, in UTC. */
  now(): DateTime<true>;
  /** Resolves after `durationMs` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => DateTime.utc(),
  sleep: async (durationMs, signal) => {
    try {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Node wraps the reason into an AbortError of its own.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
