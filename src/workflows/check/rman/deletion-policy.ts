import { keepsLogsForApply } from '../../backup/data-guard-role.ts';
import { fail, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const deletionPolicy: Check<CheckedDatabase> = {
  name: 'deletion-policy',
  title: "RMAN's deletion policy for archived logs: none, with Data Guard applied on all standby",
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ oracle }, signal) => {
    const run = await oracle.run(signal);
    const policy = (await oracle.rmanConfiguration(signal)).get('ARCHIVELOG DELETION POLICY') ?? 'TO NONE';
    const wanted = keepsLogsForApply(run) ? 'TO APPLIED ON ALL STANDBY' : 'TO NONE';
    if (policy === wanted) return ok(policy);
    const told = `${policy} instead of ${wanted}`;
    return keepsLogsForApply(run) ? fail(`${told}: logs may go before a standby has applied them`) : warn(told);
  },
};
