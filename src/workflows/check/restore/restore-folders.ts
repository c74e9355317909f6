import { lookForWritableFolder } from '#core/writable-folder.ts';
import { fail, listSome, ok, skip } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

export const restoreFolders: Check<CheckedDatabase> = {
  name: 'restore-folders',
  title: 'on the restore host: scratch folder, mount point and log folder of restore tests',
  needs: [],
  remedy: 'make the folder, owned by the user of the Oracle home',
  run: async (database, signal) => {
    const settings = restoreSettingsOf(database);
    if (settings === undefined) return skip('restore tests are not set up in [autorestore]');
    if (!settings.isEnabled) return skip('autorestoreenabled is false');
    const { scratchFolder, mountPoint, logFolder } = settings;
    const folders = [scratchFolder, mountPoint, logFolder];
    const found = await Promise.all(folders.map(async (path) => ({ path, state: await lookForWritableFolder(path, { timeoutMs: 10_000, signal }) })));
    const missing = found.filter(({ state }) => state !== 'writable').map(({ path, state }) => `${path}${state === 'no answer' ? ' does not answer' : ''}`);
    if (missing.length === folders.length) return skip('this host has none of the folders: it is not the restore host');
    return missing.length === 0 ? ok(listSome(folders)) : fail(`not a folder that this user can write: ${listSome(missing)}`);
  },
};
