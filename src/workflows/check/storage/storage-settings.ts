import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const storageSettings: Check<CheckedDatabase> = {
  name: 'storage-settings',
  title: 'settings of the storage system, credentials file and its permissions, cacert, tlsverify',
  needs: [],
  remedy: 'correct the section of the storage system, or the credentials file (chmod 600)',
  run: async ({ settings, storage }, signal) => {
    if (!settings.takeSnapshot) return skip('no snapshots are taken (dosnapshot: false)');
    await storage.storage(signal);
    return storage.warnings.length === 0 ? ok('credentials and certificates can be used') : warn(listSome(storage.warnings));
  },
};
