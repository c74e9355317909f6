import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Configuration, loadConfiguration } from '#core/config/configuration.ts';
import type { StorageChoice } from '#core/config/storage-choice.ts';
import { ConfigurationError, RefusedError, UsageError } from '#core/errors.ts';
import type { Storage } from '#storage/adapter.ts';
import { onlyClassOf } from '#storage/site/load-adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import type { CommandContext } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { messageLog } from './message-log.ts';
import { Dialogue } from './restore/dialogue.ts';

export interface LabContractOptions {
  readonly module?: string;
  readonly class?: string;
  readonly database?: string;
  readonly yes?: boolean;
}

/** `icb lab contract`: tries a storage adapter, a site's own or a built-in one, on real storage. */
export async function run({ database, yes, ...given }: LabContractOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  if (database === undefined) throw new UsageError('lab contract needs --database NAME: the volume to work on', { hint: 'make a volume for this alone: a faulty adapter may destroy what is in it' });
  const configuration = options.config === undefined ? undefined : loadConfiguration(resolve(world.cwd, options.config), { oracleHome: world.env['ORACLE_HOME'] });
  const choice = await chosen(given, { database, configuration, cwd: world.cwd });
  const { CarefulSystem } = await import('#lab/contract/careful-system.ts');
  const { tryContract } = await import('#lab/contract/try-contract.ts');
  const open = (): Promise<Storage> => openChosen(choice, { database, configuration, context });
  const system = new CarefulSystem({ database, isForeign: !('builtIn' in choice), clock: world.clock, open, signal: world.signal });
  if (yes !== true) {
    await system.requireEmpty();
    await confirm(database, context);
  }

  const show = (line: string): void => void (options.json ? undefined : world.stdout.write(line));
  const { passed, summary, cases } = await tryContract(system, { signal: world.signal, show });
  world.stdout.write(options.json ? `${JSON.stringify({ database, adapter: nameOf(choice), passed, cases }, undefined, 2)}\n` : summary);
  return passed ? 0 : 1;
}

interface Surroundings {
  readonly database: string;
  readonly configuration: Configuration | undefined;
}

async function chosen(given: Pick<LabContractOptions, 'module' | 'class'>, { database, configuration, cwd }: Surroundings & { readonly cwd: string }): Promise<StorageChoice> {
  if (given.module === undefined) {
    if (configuration !== undefined && given.class === undefined) return configuration.storageChoice(database);
    throw new UsageError('lab contract needs --module FILE, or --config FILE that names the storage of the database');
  }
  const file = resolve(cwd, given.module);
  // Otherwise the name of a package, or of a file that is not there.
  const module = existsSync(file) || given.module.startsWith('.') ? file : given.module;
  return { module, className: given.class ?? (await onlyClassOf(module, configuration?.directory ?? cwd)) };
}

async function openChosen(choice: StorageChoice, { database, configuration, context: { world, options } }: Surroundings & { readonly context: CommandContext }): Promise<Storage> {
  const log = messageLog(world.stderr, options);
  if (configuration !== undefined) return openDatabaseStorage(configuration, database, { world, log, choice });
  return openStorage({ choice, database, get: () => undefined, configDir: world.cwd, clock: world.clock, log, credentials: refuseLogin });
}

function refuseLogin(system: string): never {
  throw new ConfigurationError(`the login of ${system} is beside a configuration file`, { hint: 'name that by --config' });
}

/** @throws {RefusedError} unless somebody says yes */
async function confirm(database: string, { world, options }: CommandContext): Promise<void> {
  using dialogue = new Dialogue({ openInput: () => world.stdin, output: options.json ? world.stderr : world.stdout, signal: world.signal });
  dialogue.say([`This makes and drops snapshots and clones of the volume of ${database}. A faulty adapter may destroy the volume: let nothing be in it.`]);
  if (await dialogue.confirm('Go on?', '--yes')) return;
  throw new RefusedError('nothing was tried');
}

function nameOf(choice: StorageChoice): string {
  return 'builtIn' in choice ? choice.builtIn : `${choice.className} of ${choice.module}`;
}
