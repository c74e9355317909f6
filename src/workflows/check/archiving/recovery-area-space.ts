import { formatBytes } from '#core/bytes.ts';
import { fail, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const recoveryAreaSpace: Check<CheckedDatabase> = {
  name: 'recovery-area-space',
  title: 'room in the recovery area, without what Oracle deletes by itself: WARN above 85 percent, FAIL above 97',
  needs: ['data-guard-role'],
  remedy: 'raise DB_RECOVERY_FILE_DEST_SIZE, or let backups run more often: they delete archived logs older than recoverywindow',
  run: async ({ oracle }, signal) => {
    const { recoveryArea } = await oracle.state(signal);
    if (recoveryArea === undefined || recoveryArea.limitBytes === 0) return skip('there is no recovery area');
    const { limitBytes, usedBytes, reclaimableBytes } = recoveryArea;
    const percent = Math.round((100 * (usedBytes - reclaimableBytes)) / limitBytes);
    const told = `${percent}% of ${formatBytes(limitBytes)} are taken`;
    if (percent > 97) return fail(told);
    return percent > 85 ? warn(told) : ok(told);
  },
};
