import { utcSecond } from '#core/utc-time.ts';
import { readLedger } from '../../ledger.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const ledger: Check<CheckedDatabase> = {
  name: 'ledger',
  title: 'the ledger, snapshots.jsonl in the backup area, tells which times the newest snapshot serves',
  needs: ['area', 'storage-login'],
  remedy: 'nothing when it was taken by icb snapper <db> create or by the old toolset; else run a backup, and look for what removed the line',
  run: async ({ settings, storage }, signal) => {
    const opened = await storage.storage(signal);
    const newest = (await storage.snapshots(signal)).findLast(({ id, defect }) => defect === undefined && opened.ownsSnapshot(id));
    if (newest === undefined) return skip('there is no snapshot yet');
    const known = (await readLedger(settings.area, signal)).find(({ snapshotId }) => snapshotId === newest.id);
    return known === undefined ? warn(`nothing about ${newest.id}`) : ok(`${newest.id}: until ${utcSecond(known.upperTime)}`);
  },
};
