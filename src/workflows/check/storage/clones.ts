import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const clones: Check<CheckedDatabase> = {
  name: 'clones',
  title: 'the storage system clones, so that restores can be tested, and clones can be listed',
  needs: ['storage-login'],
  remedy: 'give the user of icb the rights that the README of the adapter lists',
  run: async ({ storage }, signal) => {
    const opened = await storage.storage(signal);
    if (opened.capabilities?.clones === false) return warn('it makes no clones: neither icb autorestore nor icb restore can work', 'mount a snapshot by hand and follow the runbook: icb backup <db> generaterestore');
    const names = (await opened.listClones(signal)).map(({ name }) => name);
    return ok(names.length === 0 ? 'none at present' : `${names.length}, which hold their snapshots: ${listSome(names)}`);
  },
};
