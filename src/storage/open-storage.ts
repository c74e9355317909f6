import type { StorageChoice } from '#core/config/storage-choice.ts';
import { ConfigurationError } from '#core/errors.ts';
import type { AdapterContext, Storage, StorageAdapter } from './adapter.ts';
import { adapters } from './registry.ts';

export interface OpenStorageOptions extends AdapterContext {
  readonly choice: StorageChoice;
}

/**
 * Opens the backup volume of one database. Nothing is asked of the storage system yet.
 * @throws {ConfigurationError} when settings, credentials or the site's module cannot be used
 */
export async function openStorage({ choice, ...context }: OpenStorageOptions): Promise<Storage> {
  if ('builtIn' in choice) return (await loadAdapter(choice.builtIn)).open(context);
  const { openSiteStorage } = await import('./site-storage.ts');
  return openSiteStorage(choice, context);
}

async function loadAdapter(name: string): Promise<StorageAdapter> {
  if (isBuiltIn(name)) return (await adapters[name]()).adapter;
  const known = Object.keys(adapters).join(', ');
  throw new ConfigurationError(`there is no adapter for storage ${name} in this version of icb`, { hint: `there is: ${known}` });
}

function isBuiltIn(name: string): name is keyof typeof adapters {
  return Object.hasOwn(adapters, name);
}
