import { isStandby, keepsLogsForApply } from '../../backup/data-guard-role.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const forceLogging: Check<CheckedDatabase> = {
  name: 'force-logging',
  title: 'FORCE LOGGING, where a standby depends on it',
  needs: ['data-guard-role'],
  remedy: 'run at the primary: alter database force logging',
  run: async ({ oracle }, signal) => {
    const run = await oracle.run(signal);
    const { forced } = await oracle.logging(signal);
    if (forced) return ok('on');
    if (keepsLogsForApply(run)) return warn(`off: NOLOGGING changes never reach a standby${isStandby(run.facts) ? ', so they are in no backup taken here' : ''}`);
    return ok('off; each backup names the datafiles with NOLOGGING changes');
  },
};
