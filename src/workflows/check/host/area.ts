import type { Check } from '../check.ts';
import { ok } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const area: Check<CheckedDatabase> = {
  name: 'area',
  title: 'the backup area: is there, answers, is mounted, can be written',
  needs: [],
  remedy: 'mount its share; icb creates neither backupdest nor the area, see icb volume for a new database',
  run: async ({ settings, area: look }, signal) => {
    await look(signal);
    return ok(settings.area);
  },
};
