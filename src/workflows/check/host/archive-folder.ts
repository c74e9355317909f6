import { archivedLogFolder } from '#core/area-layout.ts';
import { lookForWritableFolder } from '#core/writable-folder.ts';
import { fail, ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const archiveFolder: Check<CheckedDatabase> = {
  name: 'archive-folder',
  title: 'the folder archivelog in the backup area, where the database writes, too',
  needs: ['area'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings }, signal) => {
    const folder = archivedLogFolder(settings.area);
    const found = await lookForWritableFolder(folder, { timeoutMs: 10_000, signal });
    return found === 'writable' ? ok(folder) : fail(`${folder} is not a folder that can be written`);
  },
};
