import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const lastRun: Check<CheckedDatabase> = {
  name: 'last-run',
  title: 'the last run of each scheduled job succeeded',
  needs: ['scheduled-objects'],
  remedy: 'look into the newest log in <area>/backup_logs, and at ADDITIONAL_INFO in DBA_SCHEDULER_JOB_RUN_DETAILS',
  run: async ({ oracle }, signal) => {
    const { lastRuns } = await oracle.scheduledRuns(signal);
    const runs = ['ICB_BACKUP_JOB', 'ICB_ARCHLOG_JOB'].flatMap((job) => {
      const run = lastRuns.get(job);
      return run === undefined ? [] : [{ job, ...run }];
    });
    if (runs.length === 0) return skip('no job has run yet');
    const told = (some: typeof runs): string => listSome(some.map(({ job, status, time }) => `${job} ${status} (${time})`));
    const bad = runs.filter(({ status }) => status !== 'SUCCEEDED');
    return bad.length === 0 ? ok(told(runs)) : warn(told(bad));
  },
};
