import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { fail, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** RMAN-20001: the catalog is in order and does not know the database. */
const notRegistered = 'RMAN-20001';

export const recoveryCatalog: Check<CheckedDatabase> = {
  name: 'recovery-catalog',
  title: 'the recovery catalog can be used, and knows the database',
  needs: ['data-guard-role'],
  remedy: 'see to the catalog, its alias and its login in the wallet; backups go on without it, with a warning',
  run: async ({ oracle }, signal) => {
    const { database, oracle: tools } = await oracle.run(signal);
    const catalog = database.recoveryCatalog;
    if (catalog === undefined) return database.registerCatalog ? fail('registercatalog is set, but [rman] names no catalog', 'set catalog in [rman], or registercatalog: false') : skip('none is configured');
    try {
      await tools.rman('ask-catalog.rman', { step: 'use the recovery catalog', catalog }, signal);
      return ok(catalog);
    } catch (error) {
      if (!(error instanceof OracleToolError)) throw error;
      if (!error.codes.includes(notRegistered)) return warn(error.message, error.hint);
      return fail(`${catalog} does not know the database: a backup of it would fail`, database.registerCatalog ? 'run: icb backup <db> config' : 'set registercatalog: true and run: icb backup <db> config; a standby is known by its primary');
    }
  },
};
