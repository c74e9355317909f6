import { isAtLeast } from '#oracle/oracle-version.ts';
import { fail, ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const release: Check<CheckedDatabase> = {
  name: 'release',
  title: 'the release: 11.2 or later, SYSBACKUP and SECTION SIZE of image copies from 12.1 on',
  needs: ['identity'],
  remedy: 'upgrade the database, or leave out the setting',
  run: async ({ settings, oracle }, signal) => {
    const { version } = await oracle.facts(signal);
    if (!isAtLeast(version, '11.2')) return fail(`${version} is older than 11.2`, 'icb backs up 11.2 and later');
    if (settings.sectionSize !== undefined && !isAtLeast(version, '12.1')) return fail(`${version} takes no SECTION SIZE for image copies`, 'leave out sectionsize for this database: rmansectionsize with an empty value in its section');
    return ok(version);
  },
};
