import { checkDatabaseIdentity } from '#oracle/database-facts.ts';
import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const identity: Check<CheckedDatabase> = {
  name: 'identity',
  title: 'the alias leads to the database with the configured dbid, a container database to its root',
  needs: ['login'],
  remedy: 'correct dbid, or the service of the alias',
  run: async ({ settings, oracle }, signal) => {
    const facts = await oracle.facts(signal);
    checkDatabaseIdentity(facts, settings);
    return ok(`DBID ${facts.dbid}`);
  },
};
