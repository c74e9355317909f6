import { DateTime } from 'luxon';
import { readCertificates } from '../../restore-test/certificate-store.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

/** Tests run every night; a week without one has been forgotten. */
const oldDays = 7;

export const lastTest: Check<CheckedDatabase> = {
  name: 'last-test',
  title: `on the restore host: the last restore test passed, and was not more than ${oldDays} days ago`,
  needs: ['restore-folders'],
  remedy: 'look into its log in autorestorelogdir, and run: icb autorestore <db>',
  run: async (database) => {
    const settings = restoreSettingsOf(database);
    if (settings === undefined) return skip('restore tests are not set up');
    for await (const { certificate } of readCertificates(settings.logFolder, settings.name)) {
      const { verdict, startedAt, failure } = certificate;
      const told = `${verdict} at ${startedAt}`;
      if (verdict === 'failed') return warn(`${told}: ${failure?.message ?? 'no reason given'}`);
      const ageDays = database.clock.now().diff(DateTime.fromISO(startedAt)).as('days');
      return ageDays > oldDays ? warn(`${told}, ${Math.floor(ageDays)} days ago`) : ok(told);
    }
    return skip('none has been run yet');
  },
};
