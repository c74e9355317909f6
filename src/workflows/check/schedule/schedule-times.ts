import { calendarError } from '../../backup/schedule-backups.ts';
import { fail, listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const scheduleTimes: Check<CheckedDatabase> = {
  name: 'schedule-times',
  title: 'schedulebackup and schedulearchlog are calendar expressions, and what the Scheduler goes by',
  needs: ['scheduled-objects'],
  remedy: 'run: icb backup <db> setschedule, after every change of these keys',
  run: async ({ settings: { schedule }, oracle }, signal) => {
    const { found } = await oracle.schedule(signal);
    const wanted = [
      { key: 'schedulebackup', name: 'ICB_BACKUP_SCHEDULE', expression: schedule.backup },
      { key: 'schedulearchlog', name: 'ICB_ARCHLOG_SCHEDULE', expression: schedule.archivedLogs },
    ];
    const others = wanted.flatMap((one) => {
      const detail = found.objects.find(({ kind, name }) => kind === 'schedule' && name === one.name)?.detail;
      return detail === undefined || detail === one.expression ? [] : [{ ...one, detail }];
    });
    const run = await oracle.run(signal);
    for (const { key, expression } of others) {
      if ((await calendarError(run, key, expression)) !== undefined) return fail(`${key} is no calendar expression of the Scheduler: ${expression}`, 'DBMS_SCHEDULER, "Calendaring Syntax", in the PL/SQL Packages and Types Reference');
    }
    if (others.length > 0) return warn(listSome(others.map(({ name, detail, key, expression }) => `${name} is ${detail}, ${key} is ${expression}`)));
    return ok(`${schedule.backup}; ${schedule.archivedLogs}`);
  },
};
