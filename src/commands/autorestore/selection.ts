import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Configuration } from '#core/config/configuration.ts';
import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';

/** The words of `icb autorestore [FILE] [db|!db]`. */
export interface TestWords {
  readonly file: string | undefined;
  /** `orcl`: only that one. `!orcl`: all the others. */
  readonly selection: string | undefined;
}

/**
 * Tells a configuration file from a database: a first word that names an existing file is one.
 * @throws {UsageError} for more words than there can be
 */
export function readTestWords(words: readonly string[], { cwd, installationRoot }: { readonly cwd: string; readonly installationRoot: string }): TestWords {
  const [first, second, ...more] = words;
  const isFile = first !== undefined && [cwd, installationRoot].some((folder) => existsSync(resolve(folder, first)));
  const surplus = isFile ? more : [...(second === undefined ? [] : [second]), ...more];
  if (surplus.length > 0) {
    const hint = 'icb autorestore [FILE] [db|!db]: a configuration file, then one database, or one to leave out';
    throw new UsageError(isFile ? `too many words: ${surplus.join(' ')}` : `${first ?? ''} is no configuration file, and only one database can be named`, { hint });
  }
  return isFile ? { file: first, selection: second } : { file: undefined, selection: first };
}

/**
 * The databases to test, in the order of the file. One that is named is tested though `autorestoreenabled` is off.
 * @throws {UsageError} for a name that is no database of the file, and when nothing is left
 */
export function selectDatabases(configuration: Configuration, selection: string | undefined): readonly string[] {
  const { databases, file } = configuration;
  const isExclusion = selection?.startsWith('!') === true;
  const named = isExclusion ? selection.slice(1) : selection;
  if (named !== undefined && !databases.includes(named)) {
    throw new UsageError(`no database ${named || '""'} in ${file}${didYouMean(named, databases)}`, { hint: `databases in ${file}: ${databases.join(', ') || 'none'}` });
  }
  if (named !== undefined && !isExclusion) return [named];
  const selected = databases.filter((name) => name !== named && isEnabled(configuration, name));
  if (selected.length > 0) return selected;
  if (isExclusion && databases.length === 1) throw new UsageError(`${selection} leaves out the only database of ${file}`, { hint: `without the ! it is the one that is tested: icb autorestore ${named ?? ''}` });
  throw new UsageError(`no database of ${file} is left to be tested`, { hint: 'autorestoreenabled switches each of them; one that is named on the command line is tested anyway' });
}

export function isEnabled(configuration: Configuration, name: string): boolean {
  const value = configuration.settingsFor(name)('autorestoreenabled', name) ?? '1';
  return !['0', 'no', 'false', 'off'].includes(value.toLowerCase());
}
