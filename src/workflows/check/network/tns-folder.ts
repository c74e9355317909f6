import { checkTnsFolder } from '#oracle/oracle-home.ts';
import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const tnsFolder: Check<CheckedDatabase> = {
  name: 'tns-folder',
  title: 'the folder tnsadmin, for sqlnet.ora and tnsnames.ora',
  needs: [],
  remedy: 'copy tns.sample of icb, put your own values in, and name the folder as tnsadmin',
  run: async ({ settings: { tnsAdmin } }) => {
    await checkTnsFolder(tnsAdmin);
    return ok(tnsAdmin);
  },
};
