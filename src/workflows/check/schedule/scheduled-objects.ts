import { scheduledObjects as wantedObjects } from '#oracle/scheduled-objects.ts';
import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const scheduledObjects: Check<CheckedDatabase> = {
  name: 'scheduled-objects',
  title: 'jobs, programs, schedules and credential of DBMS_SCHEDULER are all there',
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> setschedule; where something else starts the backups, with backupjobenabled: false: its other job fetches missing archived logs',
  run: async ({ oracle }, signal) => {
    const { owner, found } = await oracle.schedule(signal);
    const missing = wantedObjects.filter(({ kind, name }) => !found.objects.some((object) => object.kind === kind && object.name === name));
    if (missing.length === wantedObjects.length) return warn(`nothing is scheduled for ${owner}`);
    return missing.length === 0 ? ok(`${wantedObjects.length} objects of ${owner}`) : warn(`missing: ${listSome(missing.map(({ kind, name }) => `${kind} ${name}`))}`);
  },
};
