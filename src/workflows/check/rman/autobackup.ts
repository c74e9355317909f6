import { fail, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const autobackup: Check<CheckedDatabase> = {
  name: 'autobackup',
  title: 'RMAN backs the control file up by itself, into the backup area',
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings, oracle }, signal) => {
    const configuration = await oracle.rmanConfiguration(signal);
    const state = configuration.get('CONTROLFILE AUTOBACKUP');
    // Whether it is on by default depends on the release.
    if (state === undefined) return warn('CONTROLFILE AUTOBACKUP is not configured');
    if (state !== 'ON') return fail(`CONTROLFILE AUTOBACKUP is ${state}`);
    const format = /'(.*)'/u.exec(configuration.get('CONTROLFILE AUTOBACKUP FORMAT FOR DEVICE TYPE') ?? '')?.[1];
    return format === `${settings.area}/%F` ? ok(format) : warn(`the format is ${format ?? 'not configured'}, not ${settings.area}/%F`);
  },
};
