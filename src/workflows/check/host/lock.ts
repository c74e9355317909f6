import { lockFile } from '#core/area-layout.ts';
import { readLock } from '#core/lock/lock-holder.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** No backup takes that long; a restore holds no lock of the area. */
const suspiciousHours = 48;

export const lock: Check<CheckedDatabase> = {
  name: 'lock',
  title: 'the lock of the backup area: nobody has held it for two days',
  needs: ['area'],
  remedy: 'find out whether that run still goes on; if not, remove the lock by hand: rm <area>/backup.lck',
  run: async ({ settings, clock }) => {
    const holder = await readLock(lockFile(settings.area));
    if (holder === undefined) return ok('free');
    const who = holder.token === undefined ? 'another program' : `${holder.command} on ${holder.process.host}`;
    const told = `held by ${who} since ${holder.since}`;
    return clock.now().toMillis() - Date.parse(holder.since) > suspiciousHours * 3_600_000 ? warn(told) : ok(told);
  },
};
