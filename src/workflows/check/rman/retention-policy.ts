import { isStandby } from '../../backup/data-guard-role.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const retentionPolicy: Check<CheckedDatabase> = {
  name: 'retention-policy',
  title: "RMAN's retention policy is a recovery window of recoverywindow days",
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings, oracle }, signal) => {
    const { facts } = await oracle.run(signal);
    const policy = (await oracle.rmanConfiguration(signal)).get('RETENTION POLICY');
    if (policy === `TO RECOVERY WINDOW OF ${settings.recoveryWindowDays} DAYS`) return ok(policy);
    const told = `${policy ?? 'not configured (TO REDUNDANCY 1)'}, recoverywindow is ${settings.recoveryWindowDays}`;
    return isStandby(facts) ? warn(told, `configure it at the primary, a standby refuses it (RMAN-05021): configure retention policy to recovery window of ${settings.recoveryWindowDays} days`) : warn(told);
  },
};
