import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const jobState: Check<CheckedDatabase> = {
  name: 'job-state',
  title: 'the scheduled jobs are enabled as the configuration says, and the database runs jobs at all',
  needs: ['scheduled-objects'],
  remedy: 'enable the job (dbms_scheduler.enable), or run icb backup <db> setschedule after a change of backupjobenabled',
  run: async ({ settings, oracle }, signal) => {
    const { owner, found } = await oracle.schedule(signal);
    if (!found.objects.some(({ kind }) => kind === 'job')) return skip('no job is scheduled');
    if ((await oracle.state(signal)).parameters.get('job_queue_processes') === '0') return warn('JOB_QUEUE_PROCESSES is 0: no job runs', 'run: alter system set job_queue_processes = 20');
    const wanted = { ICB_BACKUP_JOB: settings.schedule.backupJobEnabled, ICB_ARCHLOG_JOB: true };
    const troubles = Object.entries(wanted).flatMap(([job, isWanted]) => {
      const state = found.objects.find(({ kind, name }) => kind === 'job' && name === job)?.detail;
      // That it is not there is told already.
      if (state === undefined) return [];
      const isOn = !['DISABLED', 'BROKEN', 'FAILED', 'STOPPED', 'COMPLETED'].includes(state);
      return isOn === isWanted ? [] : [`${owner}.${job} is ${state}${isWanted ? '' : ', but backupjobenabled is false'}`];
    });
    return troubles.length === 0 ? ok(settings.schedule.backupJobEnabled ? 'both enabled' : 'the backup job is disabled, as configured') : warn(listSome(troubles));
  },
};
