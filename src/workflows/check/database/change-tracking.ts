import { isStandby } from '../../backup/data-guard-role.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const changeTracking: Check<CheckedDatabase> = {
  name: 'change-tracking',
  title: 'block change tracking: without it each refresh reads every block',
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ oracle }, signal) => {
    const { facts } = await oracle.run(signal);
    if (!facts.enterpriseEdition) return skip('only in Enterprise Edition');
    if (isStandby(facts)) return skip('at a standby it needs a license for Active Data Guard');
    const { changeTracking: state } = await oracle.destinations(signal);
    return state === 'ENABLED' ? ok('enabled') : warn('disabled');
  },
};
