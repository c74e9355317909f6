import { expireSnapshots } from '#retention/expire-snapshots.ts';
import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** Every backup drops what is due: nothing stays due for long. */
const graceDays = 2;

export const snapshotRetention: Check<CheckedDatabase> = {
  name: 'snapshot-retention',
  title: `no snapshot is still there ${graceDays} days after retention let it go`,
  needs: ['storage-login'],
  remedy: 'icb snapper <db> clean tells why they cannot be dropped',
  run: async ({ settings, storage, clock }, signal) => {
    const opened = await storage.storage(signal);
    const { snapshotExpirationDays: expirationDays, snapshotExpirationMonths: expirationMonths } = settings;
    const isOwn = (id: string): boolean => opened.ownsSnapshot(id);
    const verdicts = expireSnapshots({ snapshots: await storage.snapshots(signal), now: clock.now().minus({ days: graceDays }), expirationDays, expirationMonths, isOwn });
    const overdue = verdicts.filter(({ action }) => action === 'drop').map(({ snapshot }) => snapshot.id);
    return overdue.length === 0 ? ok('none is') : warn(`${overdue.length} are: ${listSome(overdue)}`);
  },
};
