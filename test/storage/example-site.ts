import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.ts';
import { installationRoot } from '#core/installation.ts';
import { openStorage } from '#storage/open-storage.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import type { SystemUnderTest } from '#lab/contract/system-under-test.ts';

export const exampleModule = join(installationRoot, 'docs/example-adapter.mjs');

/** The example of the documentation over an empty folder. */
export async function startExample(): Promise<SystemUnderTest & { readonly addVolume: (database: string) => void }> {
  const folder = temporaryFolder();
  const settings: Readonly<Record<string, string>> = { 'foldercopies.folder': folder.path, 'foldercopies.host': 'nas1.example.com' };
  const log = recordedLog();
  const places = new Map<string, string>();
  const fileOf = (volume: string, file: string): string => join(places.get(volume) ?? join(folder.path, volume), file);
  return {
    open: async (database, given) => {
      const storage = await openStorage({
        choice: { module: exampleModule, className: 'FolderCopies' },
        database,
        get: (key, section) => settings[`${section}.${key}`],
        configDir: folder.path,
        log,
        clock: systemClock,
        credentials: () => Promise.reject(new Error('a site brings its own')),
        ...given,
      });
      // Where its clones lie is the adapter's business: a host learns it from the clone.
      const cloneSnapshot = storage.cloneSnapshot.bind(storage);
      storage.cloneSnapshot = async (...args) => {
        const clone = await cloneSnapshot(...args);
        places.set(clone.name, clone.mountPoint);
        return clone;
      };
      return storage;
    },
    isForeign: true,
    now: () => new Date(),
    addVolume: (database) => mkdirSync(join(folder.path, database)),
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    legalNames: { volume: 'Orcl_19c', snapshot: 'by-hand', clone: 'Test_clone.1-a' },
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
}
