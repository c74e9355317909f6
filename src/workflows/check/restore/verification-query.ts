import { queryVerifiedTime } from '../../restore/verify-database.ts';
import { ok, skip } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

export const verificationQuery: Check<CheckedDatabase> = {
  name: 'verification-query',
  title: 'customverifydate, asked in the database itself, gives a time',
  needs: ['data-guard-role'],
  remedy: 'correct customverifydate: one DATE in one row; customverifypdb names the pluggable database that has the table',
  run: async (database, signal) => {
    const settings = restoreSettingsOf(database);
    if (settings === undefined) return skip('restore tests are not set up in [autorestore]');
    if (database.settings.privilege === 'sysbackup') return skip('SYSBACKUP does not see the data');
    const { openMode } = await database.oracle.state(signal);
    if (!openMode.startsWith('READ')) return skip(`the database is ${openMode}, not open`);
    const { oracle } = await database.oracle.run(signal);
    return ok(`newest data of ${await queryVerifiedTime(settings, oracle, signal)}`);
  },
};
