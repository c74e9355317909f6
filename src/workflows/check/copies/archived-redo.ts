import { redoNeededFrom } from '#oracle/image-copies.ts';
import { surveyRedo } from '../../backup/redo-in-area.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const archivedRedo: Check<CheckedDatabase> = {
  name: 'archived-redo',
  title: 'the backup area has every archived log that the image copies need',
  needs: ['archive-folder', 'data-guard-role'],
  remedy: 'run: icb backup <db> missingarchlog, which copies what is missing and says what is lost',
  run: async ({ oracle }, signal) => {
    const run = await oracle.run(signal);
    const from = redoNeededFrom(await oracle.imageCopies(signal));
    const { missing, gap } = await surveyRedo(run, { from, to: undefined });
    if (gap !== undefined && !gap.pending) return warn(`redo breaks off at thread ${gap.thread} sequence ${gap.sequence}`);
    return missing.length === 0 ? ok(from === undefined ? 'no image copy needs any yet' : `from SCN ${from} on`) : warn(`${missing.length} archived logs are missing in the area`);
  },
};
