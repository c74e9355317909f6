import { isStandby } from '../../backup/data-guard-role.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const retentionPolicy: Check<CheckedDatabase> = {
  name: 'retention-policy',
  title: "RMAN's retention policy is a recovery window of recoverywindow days",
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config; at a standby, configure it at the primary (RMAN-05021)',
  run: async ({ settings, oracle }, signal) => {
    const { facts } = await oracle.run(signal);
    const policy = (await oracle.rmanConfiguration(signal)).get('RETENTION POLICY');
    if (policy === `TO RECOVERY WINDOW OF ${settings.recoveryWindowDays} DAYS`) return ok(policy);
    const told = policy ?? 'not configured (TO REDUNDANCY 1)';
    return warn(`${told}, recoverywindow is ${settings.recoveryWindowDays}${isStandby(facts) ? '; it is the primary that has it' : ''}`);
  },
};
