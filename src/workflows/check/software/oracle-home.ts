import { checkOraclePrograms } from '#oracle/oracle-home.ts';
import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const oracleHome: Check<CheckedDatabase> = {
  name: 'oracle-home',
  title: 'the Oracle home: rman and sqlplus are there and can be executed',
  needs: [],
  remedy: 'correct oraclehome, in [generic] or as genericoraclehome of the database, or the installation',
  run: async ({ settings }) => {
    await checkOraclePrograms(settings.oracleHome);
    return ok(settings.oracleHome);
  },
};
