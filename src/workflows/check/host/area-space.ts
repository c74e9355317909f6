import { formatBytes } from '#core/bytes.ts';
import { fail, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** Parts of the whole. A refresh needs room for one day's incremental and its archived logs. */
const littleLeft = 0.1;
const almostNothingLeft = 0.02;

export const areaSpace: Check<CheckedDatabase> = {
  name: 'area-space',
  title: 'room in the backup area, as this host sees it: WARN below 10 percent, FAIL below 2',
  needs: ['area'],
  remedy: 'enlarge the volume or its quota, or keep fewer snapshots (snapexpirationdays, snapexpirationmonths)',
  run: async ({ settings, host }, signal) => {
    const { totalBytes, availableBytes } = await host.space(settings.area, signal);
    const told = `${formatBytes(availableBytes)} of ${formatBytes(totalBytes)} are free`;
    if (availableBytes < totalBytes * almostNothingLeft) return fail(told);
    return availableBytes < totalBytes * littleLeft ? warn(told) : ok(told);
  },
};
