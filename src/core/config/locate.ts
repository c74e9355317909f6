import { lstatSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { loadConfiguration } from './configuration.ts';
import type { Configuration } from './configuration.ts';

/** All that says where the configuration file is. */
export interface ConfigurationSearch {
  /** `--config`. */
  readonly option?: string | undefined;
  /** FILE argument of a command that takes one. */
  readonly positional?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly installationRoot: string;
}

const systemWideFile = '/etc/icb/backup.cfg';

/** {@link locateConfiguration} and {@link loadConfiguration} in one. */
export function openConfiguration(search: ConfigurationSearch): Configuration {
  return loadConfiguration(locateConfiguration(search), { oracleHome: search.env['ORACLE_HOME'] || undefined });
}

/**
 * Absolute path of the configuration file: `--config`, else FILE, else `$BACKUPCONFIG`, else the first of the usual places.
 * Relative names are looked up in the current folder first, then in that of the installation.
 * @throws {ConfigurationError} when there is none, telling what was looked for
 */
export function locateConfiguration(search: ConfigurationSearch): string {
  const { option, positional, env } = search;
  if (option !== undefined) return named(option, '--config', search);
  if (positional !== undefined) return named(positional, 'the command', search);
  const variable = env['BACKUPCONFIG'] ?? '';
  if (variable !== '') return named(variable, 'BACKUPCONFIG', search);
  const usual = [resolve(search.cwd, 'backup.cfg'), systemWideFile, join(search.installationRoot, 'backup.cfg')];
  const file = usual.find(isThere);
  if (file !== undefined) return file;
  throw new ConfigurationError(`no configuration file: looked for ${[...new Set(usual)].join(', ')}`, {
    hint: 'name the file with --config FILE or in the environment variable BACKUPCONFIG',
  });
}

function named(name: string, origin: string, { cwd, installationRoot }: ConfigurationSearch): string {
  if (name === '') throw new ConfigurationError(`the name of the configuration file given by ${origin} is empty`);
  const candidates = isAbsolute(name) ? [name] : [...new Set([resolve(cwd, name), resolve(installationRoot, name)])];
  const file = candidates.find(isThere);
  if (file !== undefined) return file;
  throw new ConfigurationError(`configuration file ${name}, named by ${origin}, does not exist: looked for ${candidates.join(' and ')}`, {
    hint: 'correct the name; a relative one is looked up in the current folder, then in that of the installation',
  });
}

/** A link that leads nowhere is there too: reading it will tell, while the next candidate could be a wrong one. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // The folder cannot be entered: for us there is nothing in it.
    return false;
  }
}
