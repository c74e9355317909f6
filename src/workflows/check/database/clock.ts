import { queryDatabaseTime } from '#oracle/database-facts.ts';
import { databaseInstant, secondsAhead } from '../../backup/clock-differences.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { clockFinding } from '../clock-finding.ts';

export const databaseClock: Check<CheckedDatabase> = {
  name: 'database-clock',
  title: "the clock of the database host, by which restores go, is this host's to a minute",
  needs: ['data-guard-role'],
  remedy: 'let this host, the database host and the storage system follow the same time server',
  run: async ({ oracle, clock }, signal) => {
    const { oracle: tools } = await oracle.run(signal);
    const from = clock.now();
    const shown = databaseInstant(await queryDatabaseTime(tools, signal));
    return clockFinding(secondsAhead(shown, { from, to: clock.now() }));
  },
};
