import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const edition: Check<CheckedDatabase> = {
  name: 'edition',
  title: 'the edition: several channels and block change tracking are of the Enterprise Edition',
  needs: ['identity'],
  remedy: 'set parallel: 1, which is what backups then use',
  run: async ({ settings, oracle }, signal) => {
    const { enterpriseEdition } = await oracle.facts(signal);
    if (enterpriseEdition) return ok('Enterprise Edition');
    return settings.parallel > 1 ? warn(`parallel is ${settings.parallel}, but this is no Enterprise Edition: one channel is used`) : ok('not Enterprise Edition: one channel, each refresh reads every block');
  },
};
