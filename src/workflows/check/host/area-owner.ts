import { stat } from 'node:fs/promises';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const areaOwner: Check<CheckedDatabase> = {
  name: 'area-owner',
  title: 'the owner of the backup area: the user of the Oracle home, who also runs icb',
  needs: ['area', 'oracle-home'],
  remedy: 'run icb as the owner of the Oracle home, and let the backup area belong to that user (chown)',
  run: async ({ settings, area, effectiveUid }, signal) => {
    const { owner } = await area(signal);
    const home = await stat(settings.oracleHome);
    const name = owner.name ?? `user ${owner.uid}`;
    if (home.uid !== owner.uid) return warn(`${settings.area} belongs to ${name}, the Oracle home to user ${home.uid}`);
    if (effectiveUid !== undefined && effectiveUid !== owner.uid) return warn(`${settings.area} belongs to ${name}, icb runs as user ${effectiveUid}`);
    return ok(name);
  },
};
