import type { StorageChoice } from '#core/config/storage-choice.ts';
import type { AdapterContext, Storage } from './adapter.ts';
import { adapters } from './registry.ts';

export interface OpenStorageOptions extends AdapterContext {
  readonly choice: StorageChoice;
}

/**
 * Opens the backup volume of one database. Nothing is asked of the storage system yet.
 * @throws {ConfigurationError} when settings, credentials or the site's module cannot be used
 */
export async function openStorage({ choice, ...context }: OpenStorageOptions): Promise<Storage> {
  if ('builtIn' in choice) return (await adapters[choice.builtIn]()).adapter.open(context);
  const { openSiteStorage } = await import('./site/site-storage.ts');
  return openSiteStorage(choice, context);
}
