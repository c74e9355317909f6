// What became of the jobs that setschedule made, as DBMS_SCHEDULER tells it.
import type { DateTime } from 'luxon';
import { readInstant, readWholeNumber } from './programs/printed-values.ts';
import type { Row, Rows } from './programs/rows.ts';
import { sqlLiteral } from './quoting.ts';
import type { SqlRequest } from './tools.ts';

const jobNames = { backup: 'ICB_BACKUP_JOB', archivedLogs: 'ICB_ARCHLOG_JOB' } as const;

type JobPurpose = keyof typeof jobNames;

export interface ScheduledJob {
  readonly name: string;
  /** DBA_SCHEDULER_JOBS.STATE: `SCHEDULED`, `RUNNING`, `DISABLED`, `BROKEN` ... */
  readonly state: string;
  readonly runCount: number;
  readonly failureCount: number;
  /** Of the last 35 days, oldest first. */
  readonly runs: readonly ScheduledRun[];
}

export interface ScheduledRun {
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  readonly hasSucceeded: boolean;
  /** What the Scheduler kept of the reason, in one line; may be empty. */
  readonly info: string;
}

/** A job that was never made is not there. */
export type ScheduledJobs = Partial<Record<JobPurpose, ScheduledJob>>;

export const scheduledJobsRequest: SqlRequest = {
  script: 'backup-jobs.sql',
  values: { backup_job: sqlLiteral(jobNames.backup, 'job'), archlog_job: sqlLiteral(jobNames.archivedLogs, 'job') },
};

export function readBackupJobs(rows: Rows): ScheduledJobs {
  const runs = rows.all('run', ['job', 'status', 'startedAt', 'finishedAt', 'info']);
  const jobs = rows.all('job', ['job', 'state', 'runCount', 'failureCount']);
  const found = Object.entries(jobNames).flatMap(([purpose, name]) => {
    const job = jobs.find((row) => row.job === name);
    if (job === undefined) return [];
    const [runCount, failureCount] = [readWholeNumber(job.runCount), readWholeNumber(job.failureCount)];
    return [[purpose, { name, state: job.state, runCount, failureCount, runs: runs.filter((run) => run.job === name).map(readRun) }] as const];
  });
  return Object.fromEntries(found);
}

/** A job that could not even be started has no start. */
function readRun({ status, startedAt, finishedAt, info }: Row<'status' | 'startedAt' | 'finishedAt' | 'info'>): ScheduledRun {
  return { startedAt: readInstant(startedAt === '' ? finishedAt : startedAt), finishedAt: readInstant(finishedAt), hasSucceeded: status === 'SUCCEEDED', info: info.trim() };
}
