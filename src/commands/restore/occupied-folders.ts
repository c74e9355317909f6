import { resolve } from 'node:path';
import type { Configuration } from '#core/config/configuration.ts';
import { areaOf } from '#core/config/database-settings.ts';

/** A folder that no clone may cover, and what it is. */
export interface OccupiedFolder {
  /** Absolute. */
  readonly path: string;
  readonly what: string;
}

/** What the configuration uses for something else, for any of its databases: their other settings may be wrong. */
export function occupiedFolders(configuration: Configuration): readonly OccupiedFolder[] {
  const { directory } = configuration;
  return configuration.databases.flatMap((database) => {
    const setting = configuration.settingsFor(database);
    const folders: readonly (readonly [string | undefined, string])[] = [
      [areaOf(configuration, database), `the backup area of ${database}`],
      [setting('oraclehome', 'generic'), `the Oracle home of ${database}`],
      [setting('autorestoredestination', 'autorestore'), 'the scratch folder of icb autorestore, which empties it'],
      [setting('autorestoremountpoint', 'autorestore'), 'the mount point of icb autorestore'],
      [setting('autorestorelogdir', 'autorestore'), 'the log folder of icb autorestore'],
    ];
    return folders.flatMap(([path = '', what]) => (path === '' ? [] : [{ path: resolve(directory, path), what }]));
  });
}
