import { DateTime } from 'luxon';
import { readReportSettings } from '#core/config/report-settings.ts';
import { utcSecond } from '#core/utc-time.ts';
import { readCertificates } from '../../restore-test/certificate-store.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

export const lastTest: Check<CheckedDatabase> = {
  name: 'last-test',
  title: 'on the restore host: the last restore test passed, no longer ago than restoretestmaxage',
  needs: ['restore-folders'],
  remedy: 'look into its log in autorestorelogdir, and run: icb autorestore <db>',
  run: async (database) => {
    const settings = restoreSettingsOf(database);
    if (settings === undefined) return skip('restore tests are not set up');
    const { restoreTestMaxAgeMs } = readReportSettings(database.configuration, settings.name).limits;
    for await (const { certificate } of readCertificates(settings.logFolder, settings.name)) {
      const { verdict, failure } = certificate;
      const startedAt = DateTime.fromISO(certificate.startedAt, { zone: 'utc' });
      const told = `${verdict} at ${utcSecond(startedAt)}`;
      if (verdict === 'failed') return warn(`${told}: ${failure?.message ?? 'no reason given'}`);
      const age = database.clock.now().diff(startedAt);
      // It would stay good for as long as that.
      if (age.as('minutes') < -1) return warn(`${told}, which is in the future`, 'compare the clocks of this host and of the restore host');
      return age.toMillis() > restoreTestMaxAgeMs ? warn(`${told}, ${Math.floor(age.as('days'))} days ago`) : ok(told);
    }
    return skip('none has been run yet');
  },
};
