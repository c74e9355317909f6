import { ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const storageLogin: Check<CheckedDatabase> = {
  name: 'storage-login',
  title: "the login to the storage system, and the database's volume there",
  needs: ['storage-settings'],
  remedy: 'see to the storage system, its user, or create the volume: icb volume <db> create',
  run: async ({ storage }, signal) => ok(`${(await storage.snapshots(signal)).length} snapshots`),
};
