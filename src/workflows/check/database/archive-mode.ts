import { checkArchivelogMode } from '#oracle/database-facts.ts';
import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const archiveMode: Check<CheckedDatabase> = {
  name: 'archive-mode',
  title: 'the database runs in ARCHIVELOG mode',
  needs: ['identity'],
  remedy: 'mount the database and run: alter database archivelog',
  run: async ({ settings, oracle }, signal) => {
    const facts = await oracle.facts(signal);
    checkArchivelogMode(facts, settings.name);
    return ok(facts.logMode);
  },
};
