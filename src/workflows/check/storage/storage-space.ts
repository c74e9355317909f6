import { formatBytes } from '#core/bytes.ts';
import { fail, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

const littleLeft = 0.1;
const almostNothingLeft = 0.02;

export const storageSpace: Check<CheckedDatabase> = {
  name: 'storage-space',
  title: 'room in the volume, as the storage system sees it: WARN below 10 percent, FAIL below 2',
  needs: ['storage-login'],
  remedy: 'enlarge the volume, its quota or its pool, or keep fewer snapshots (snapexpirationdays, snapexpirationmonths)',
  run: async ({ storage }, signal) => {
    const opened = await storage.storage(signal);
    const space = await opened.space?.(signal);
    if (space === undefined) return skip('the storage system does not tell');
    const { availableBytes, totalBytes } = space;
    const told = `${formatBytes(availableBytes)} of ${formatBytes(totalBytes)} are free`;
    if (availableBytes < totalBytes * almostNothingLeft) return fail(told);
    return availableBytes < totalBytes * littleLeft ? warn(told) : ok(told);
  },
};
