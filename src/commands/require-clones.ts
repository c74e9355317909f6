import type { Configuration } from '#core/config/configuration.ts';
import { IcbError, NotStartedError } from '#core/errors.ts';
import type { Storage } from '#storage/adapter.ts';
import type { World } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { silentLog } from './message-log.ts';

/** For what begins with a clone; asked before anything else happens. @throws {NotStartedError} when the storage system makes none */
export function requireClones({ capabilities }: Pick<Storage, 'capabilities'>, database: string, { because = '', hint }: { readonly because?: string; readonly hint: string }): void {
  if (capabilities?.clones !== false) return;
  throw new NotStartedError(`the storage system of ${database} makes no clones${because}`, { hint });
}

export const restoresNeedOne = ', and without one there is nothing to restore from';

/** Before a restore test has a log or a lock. Storage that cannot be opened is for the test to tell, and to record. @throws {NotStartedError} */
export async function refuseTestWithoutClones(configuration: Configuration, database: string, world: World): Promise<void> {
  await using storage = await openDatabaseStorage(configuration, database, { world, log: silentLog }).catch((error: unknown) => {
    if (error instanceof IcbError) return undefined;
    throw error;
  });
  if (storage !== undefined) requireClones(storage, database, { because: restoresNeedOne, hint: `leave it out of restore tests: autorestoreenabled: 0 in [${database}]` });
}

/** The storage system is not asked. One that cannot even be opened is taken for one with clones: most have them. */
export async function makesClones(configuration: Configuration, database: string, world: World): Promise<boolean> {
  try {
    await using storage = await openDatabaseStorage(configuration, database, { world, log: silentLog });
    return storage.capabilities?.clones !== false;
  } catch (error) {
    if (error instanceof IcbError) return true;
    throw error;
  }
}
