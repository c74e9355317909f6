// One action on many databases. What fails stops no other run, unless that is asked for; and even then, as after a signal, runs
// that are under way go on until they have ended by themselves: a refresh that is cut off helps nobody.
import type { DateTime } from 'luxon';
import { mapBounded } from '#core/bounded-parallel.ts';
import type { Clock } from '#core/clock.ts';
import type { EndedRun, FleetRun } from '#reports/exec-all-summary.ts';
import type { FleetProgress } from './fleet-progress.ts';

export type RunEnd = Pick<EndedRun, 'exitCode' | 'message' | 'warnings' | 'document'>;

export interface RunOnAll {
  readonly databases: readonly string[];
  /** How many at once. */
  readonly jobs: number;
  /** Start no further ones after a failure. */
  readonly failFast: boolean;
  /** Resolves when the run has ended, a failed one too. */
  readonly runOne: (database: string) => Promise<RunEnd>;
  readonly clock: Clock;
  /** Told of each database that is started and of each that has ended. */
  readonly tell: (database: string, sentence: string) => void;
  readonly progress: FleetProgress;
  readonly signal: AbortSignal;
}

/** What became of each database, in the order given. */
export async function runOnAll({ databases, jobs, failFast, runOne, clock, tell, progress, signal }: RunOnAll): Promise<readonly FleetRun[]> {
  let started = 0;
  let hasFailed = false;
  return await mapBounded(databases, jobs, async (database): Promise<FleetRun> => {
    if (signal.aborted || (failFast && hasFailed)) return { database, exitCode: undefined };
    started += 1;
    progress.begun(database);
    tell(database, `starts (${started} of ${databases.length})`);
    const startedAt: DateTime = clock.now();
    const end = await runOne(database);
    progress.ended(database, end.exitCode === 0);
    hasFailed ||= end.exitCode !== 0;
    tell(database, end.exitCode === 0 ? 'done' : `FAILED with exit code ${end.exitCode}`);
    return { database, startedAt, durationMs: clock.now().diff(startedAt).toMillis(), ...end };
  });
}
