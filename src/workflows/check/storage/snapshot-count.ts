import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** ONTAP allows 1023 in a volume; lists of more are slow everywhere. */
const manySnapshots = 900;

export const snapshotCount: Check<CheckedDatabase> = {
  name: 'snapshot-count',
  title: `the number of snapshots of the volume, whoever made them: fewer than ${manySnapshots}`,
  needs: ['storage-login'],
  remedy: 'keep fewer (snapexpirationdays), or end what else takes snapshots of this volume',
  run: async ({ storage }, signal) => {
    const opened = await storage.storage(signal);
    const snapshots = await storage.snapshots(signal);
    const own = snapshots.filter(({ id }) => opened.ownsSnapshot(id)).length;
    const told = `${snapshots.length}, of which ${own} are icb's`;
    return snapshots.length < manySnapshots ? ok(told) : warn(told);
  },
};
