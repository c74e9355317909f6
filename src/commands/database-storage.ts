import { readCredentials } from '#core/config/credentials.ts';
import type { Configuration } from '#core/config/configuration.ts';
import type { Log } from '#core/log.ts';
import type { Storage, StorageLimits } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import type { World } from './context.ts';

/** Opens the backup volume of a database as the configuration says. @throws {ConfigurationError} */
export async function openDatabaseStorage(
  configuration: Configuration,
  database: string,
  { world, log, limits }: { readonly world: Pick<World, 'clock' | 'env'>; readonly log: Log; readonly limits?: StorageLimits },
): Promise<Storage> {
  const { directory } = configuration;
  return openStorage({
    choice: configuration.storageChoice(database),
    database,
    get: configuration.lookupFor(database),
    configDir: directory,
    log,
    clock: world.clock,
    credentials: (system) => readCredentials(system, { directory, env: world.env }),
    ...(limits === undefined ? {} : { limits }),
  });
}
