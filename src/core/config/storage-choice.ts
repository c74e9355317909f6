import { ConfigurationError } from '../errors.ts';
import { InvalidConfigurationError } from './problem.ts';
import { storageSystems } from './schema.ts';
import type { StorageSystem } from './schema.ts';
import { SettingsReader } from './settings-reader.ts';
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

/**
 * `storage` of [generic], else `snappermodule` and `snapperclass`.
 * @throws {ConfigurationError} when none is set, or the names mean nothing
 */
export function chooseStorage(source: SettingsSource, database: string): StorageChoice {
  const reader = new SettingsReader(source, database);
  const [name, module, className] = ['storage', 'snappermodule', 'snapperclass'].map((key) => reader.text(key, 'generic'));
  if (reader.problems.length > 0) throw new InvalidConfigurationError(source.file, reader.problems);
  const system = storageSystems.find((known) => known === name?.toLowerCase());
  if (system !== undefined) return { builtIn: system };
  if (module === undefined) {
    const hint = `set storage in [generic] of ${source.file} to ${storageSystems.join(', ')}, or snappermodule and snapperclass`;
    throw new ConfigurationError(`no storage system is configured for ${database}`, { hint });
  }
  if (className === undefined) throw new ConfigurationError(`snappermodule ${module} is set for ${database}, but not snapperclass`);
  return oldHandler(module, className, database) ?? { module, className };
}

/** Whether `snappermodule` names one of the old toolset's handlers, which are built in. */
export function isOldHandler(module: string): boolean {
  return oldHandlers.some((known) => known.module === module);
}

function oldHandler(module: string, className: string, database: string): StorageChoice | undefined {
  const handler = oldHandlers.find((known) => known.module === module);
  if (handler === undefined) return undefined;
  if (handler.className === className) return { builtIn: handler.system };
  throw new ConfigurationError(`snappermodule ${module} of ${database} has no class ${className} (did you mean ${handler.className}?)`);
}
