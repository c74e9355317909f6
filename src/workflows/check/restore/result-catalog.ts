import { IcbError } from '#core/errors.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

export const resultCatalog: Check<CheckedDatabase> = {
  name: 'result-catalog',
  title: 'the result catalog of restore tests: login or file, table RESTOREACTION, catalogcredentials.cfg and its permissions',
  needs: [],
  remedy: 'see to autorestorecatalog and its login, or run: icb autorestore --createcatalog; until then results wait beside the logs',
  run: async (database, signal) => {
    const settings = restoreSettingsOf(database);
    const name = settings?.resultCatalog;
    if (settings === undefined || name === undefined) return skip('autorestorecatalog is not set');
    try {
      await database.openResultCatalog(settings, name).look(signal);
      return ok('can be used');
    } catch (error) {
      // No result is lost while it is away.
      if (!(error instanceof IcbError) || signal.aborted) throw error;
      return warn(error.message, error.hint);
    }
  },
};
