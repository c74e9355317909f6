import { isStandby } from '../../backup/data-guard-role.ts';
import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const dataGuardRole: Check<CheckedDatabase> = {
  name: 'data-guard-role',
  title: 'the role: a primary, or a physical standby whose primary can be asked under primarytns',
  needs: ['identity'],
  remedy: 'set primarytns to a service that only runs on the primary, with a login in the wallet',
  run: async ({ oracle }, signal) => {
    const { facts, database } = await oracle.run(signal);
    return ok(isStandby(facts) ? `physical standby, its primary is ${database.primaryTns}` : 'primary');
  },
};
