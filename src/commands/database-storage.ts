import { credentialsFileSettings, readCredentials } from '#core/config/credentials.ts';
import type { Configuration } from '#core/config/configuration.ts';
import type { StorageSystem } from '#core/config/schema.ts';
import type { Lookup } from '#core/config/source.ts';
import type { StorageChoice } from '#core/config/storage-choice.ts';
import type { Log } from '#core/log.ts';
import type { Storage, StorageLimits } from '#storage/adapter.ts';
import type { ConnectionObserver } from '#core/https/connection.ts';
import { openStorage } from '#storage/open-storage.ts';
import type { World } from './context.ts';

interface OpenOptions {
  readonly world: Pick<World, 'clock' | 'env'>;
  readonly log: Log;
  readonly limits?: StorageLimits;
  readonly observer?: ConnectionObserver;
  /** Instead of what the configuration chooses. */
  readonly choice?: StorageChoice;
}

/** Opens the backup volume of a database as the configuration says. @throws {ConfigurationError} */
export async function openDatabaseStorage(
  configuration: Configuration,
  database: string,
  { world, log, limits, observer, choice = configuration.storageChoice(database) }: OpenOptions,
): Promise<Storage> {
  const { directory } = configuration;
  return openStorage({
    choice,
    database,
    // A site's own adapter may have been translated from the old toolset, where an empty value is an empty text.
    get: 'builtIn' in choice ? builtInSettings(configuration, database, choice.builtIn) : configuration.lookupFor(database),
    configDir: directory,
    log,
    clock: world.clock,
    area: () => configuration.snapshotSettings(database).area,
    credentials: (system) => readCredentials(system, { directory, env: world.env }),
    ...(limits === undefined ? {} : { limits }),
    ...(observer === undefined ? {} : { observer }),
  });
}

/** A database's own value goes first, then what stands beside the login, then the section of the storage system. */
function builtInSettings(configuration: Configuration, database: string, system: StorageSystem): Lookup {
  const settings = configuration.settingsFor(database);
  const besideLogin = credentialsFileSettings(system, configuration.directory);
  return (key, section) => {
    if (section !== system || configuration.find(key, section, database)?.section === database) return settings(key, section);
    return besideLogin[key] ?? settings(key, section);
  };
}
