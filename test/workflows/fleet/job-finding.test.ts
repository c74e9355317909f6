import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import type { ScheduledJob } from '#oracle/backup-jobs.ts';
import type { RunFinding } from '#reports/fleet/findings.ts';
import { jobFinding } from '#workflows/fleet/job-finding.ts';

const at = (time: string): DateTime => DateTime.fromISO(`2026-11-21T${time}Z`, { zone: 'utc' });
const logged = (time: string, outcome: RunFinding['outcome']): RunFinding => ({ startedAt: at(time), finishedAt: at(time).plus({ minutes: 5 }), outcome, message: undefined });
const scheduledRun = (time: string, hasSucceeded: boolean, info = ''): ScheduledJob['runs'][number] => ({ startedAt: at(time), finishedAt: at(time).plus({ minutes: 5 }), hasSucceeded, info });
const job: ScheduledJob = { name: 'ICB_BACKUP_JOB', state: 'SCHEDULED', runCount: 3, failureCount: 1, runs: [] };

it('takes a run by its session log and by the Scheduler for one, and the log at its word', () => {
  const finding = jobFinding({ ...job, runs: [scheduledRun('02:00:05', false, 'ORA-27369')] }, [{ ...logged('02:00:03', 'failed'), message: 'it failed' }]);

  expect(finding.lastRun).toMatchObject({ startedAt: at('02:00:03'), message: 'it failed' });
  expect(finding).toMatchObject({ lastSuccess: undefined, lastFailure: { message: 'it failed' } });
});

it('knows runs of the Scheduler that never came to a log, and runs that somebody else started', () => {
  const finding = jobFinding({ ...job, runs: [scheduledRun('02:00:00', true), scheduledRun('08:00:00', false, 'ORA-27369: jssu')] }, [logged('05:00:00', 'interrupted'), logged('02:00:01', 'succeeded')]);

  expect(finding).toMatchObject({
    scheduled: { name: 'ICB_BACKUP_JOB', state: 'SCHEDULED', runCount: 3, failureCount: 1 },
    lastRun: { startedAt: at('08:00:00'), outcome: 'failed', message: 'ORA-27369: jssu' },
    lastSuccess: { startedAt: at('02:00:01') },
    lastFailure: { startedAt: at('08:00:00') },
  });
});

it('is without a Scheduler what the logs tell', () => {
  expect(jobFinding(undefined, [logged('05:00:00', 'running')])).toEqual({ scheduled: undefined, lastRun: logged('05:00:00', 'running'), lastSuccess: undefined, lastFailure: undefined });
});
