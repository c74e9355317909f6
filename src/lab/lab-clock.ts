import { setImmediate as nextTurn } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { systemClock, type Clock } from '#core/clock.ts';
import { readWorldFile, writeWorldFile } from './world-file.ts';

/** The lab's time: real time plus an offset that every process of the lab shares. */
export interface LabClock extends Clock {
  /** Lets `durationMs` pass at once, for everybody in this lab. */
  advance(durationMs: number): void;
}

interface ClockFile {
  readonly offsetMs: number;
}

/** Opens the clock of a lab. Its `sleep` does not wait: it advances the lab's time. Tests may bring a real time of their own. */
export function openLabClock(labDir: string, realClock: Pick<Clock, 'now'> = systemClock): LabClock {
  const offsetMs = (): number => readWorldFile<ClockFile>(labDir, 'clock.json', { offsetMs: 0 }).offsetMs;
  const advance = (durationMs: number): void => {
    writeWorldFile(labDir, 'clock.json', { offsetMs: offsetMs() + durationMs } satisfies ClockFile);
  };
  return {
    now: () => {
      const real = realClock.now();
      // The same as real.plus(), in a fifth of the time: the lab asks for its time at every step.
      return DateTime.fromMillis(real.toMillis() + offsetMs(), { zone: real.zone }) as DateTime<true>;
    },
    advance,
    sleep: async (durationMs, signal) => {
      signal?.throwIfAborted();
      advance(durationMs);
      await nextTurn(undefined, signal === undefined ? {} : { signal });
    },
  };
}

/** An instant as Oracle writes it: the database host's local time, to the second, without zone. */
export function oracleTime(instant: DateTime): string {
  return instant.toLocal().toFormat('yyyy-MM-dd HH:mm:ss');
}

/** The instant of such a text; in the repeated hour of autumn the earlier one. */
export function instantOf(text: string): DateTime {
  return DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm:ss', { zone: 'local' });
}
