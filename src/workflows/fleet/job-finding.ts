import type { ScheduledJob } from '#oracle/backup-jobs.ts';
import type { JobFinding, RunFinding } from '#reports/fleet/findings.ts';

/** One after the other by the Scheduler and by the session log: the same run. */
const sameRunMs = 60_000;

/** Runs by their session logs, whoever started them, and those the Scheduler knows besides: it could not start icb, or had no need to. */
export function jobFinding(scheduled: ScheduledJob | undefined, logged: readonly RunFinding[]): JobFinding {
  const unlogged = (scheduled?.runs ?? []).filter(({ startedAt }) => !logged.some((run) => Math.abs(run.startedAt.diff(startedAt).toMillis()) <= sameRunMs));
  const runs = [...logged, ...unlogged.map(({ startedAt, finishedAt, hasSucceeded, info }): RunFinding => ({ startedAt, finishedAt, outcome: hasSucceeded ? 'succeeded' : 'failed', message: info === '' ? undefined : info }))];
  const newestFirst = runs.toSorted((one, other) => other.startedAt.toMillis() - one.startedAt.toMillis());
  return {
    scheduled: scheduled === undefined ? undefined : { name: scheduled.name, state: scheduled.state, runCount: scheduled.runCount, failureCount: scheduled.failureCount },
    lastRun: newestFirst[0],
    lastSuccess: newestFirst.find(({ outcome }) => outcome === 'succeeded'),
    lastFailure: newestFirst.find(({ outcome }) => outcome === 'failed' || outcome === 'interrupted'),
  };
}
