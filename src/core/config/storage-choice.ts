import { ConfigurationError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { storageSystems } from './schema.ts';
import type { StorageSystem } from './schema.ts';
import type { SettingsSource } from './source.ts';

/** A built-in storage system, or the class of a site's own adapter: in a file, relative to the configuration's folder, or a package. */
export type StorageChoice = { readonly builtIn: StorageSystem } | { readonly module: string; readonly className: string };

/** What the old toolset called its own handlers. */
const oldHandlers = [
  { module: 'zfssa', className: 'ZFSSA', system: 'zfssa' },
  { module: 'netapp', className: 'Netapp', system: 'ontap' },
  { module: 'softnas', className: 'SoftNAS', system: 'softnas' },
  { module: 'huawei', className: 'HuaweiDorado', system: 'dorado' },
] as const satisfies readonly { module: string; className: string; system: StorageSystem }[];

/** `storage` of [generic], else `snappermodule` and `snapperclass`. */
export function chooseStorage(source: SettingsSource, database: string): StorageChoice {
  const get = source.lookupFor(database);
  const name = get('storage', 'generic') ?? '';
  if (name !== '') return { builtIn: builtInSystem(name, database) };
  const module = get('snappermodule', 'generic') ?? '';
  const className = get('snapperclass', 'generic') ?? '';
  if (module === '') {
    const hint = `set storage in [generic] of ${source.file} to ${storageSystems.join(', ')}, or snappermodule and snapperclass`;
    throw new ConfigurationError(`no storage system is configured for ${database}`, { hint });
  }
  if (className === '') throw new ConfigurationError(`snappermodule ${module} is set for ${database}, but not snapperclass`);
  return oldHandler(module, className, database) ?? { module, className };
}

function builtInSystem(name: string, database: string): StorageSystem {
  const system = storageSystems.find((known) => known === name.toLowerCase());
  if (system !== undefined) return system;
  throw new ConfigurationError(`storage of ${database} is ${name}${didYouMean(name, storageSystems)}`, {
    hint: `storage is one of ${storageSystems.join(', ')}; a site's own adapter is named by snappermodule and snapperclass`,
  });
}

function oldHandler(module: string, className: string, database: string): StorageChoice | undefined {
  const handler = oldHandlers.find((known) => known.module === module);
  if (handler === undefined) return undefined;
  if (handler.className === className) return { builtIn: handler.system };
  throw new ConfigurationError(`snappermodule ${module} of ${database} has no class ${className} (did you mean ${handler.className}?)`);
}
