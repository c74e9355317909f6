import type { Configuration } from '#core/config/configuration.ts';
import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';
import { databaseNames } from '../database-names.ts';

/**
 * The databases of the file, in its order, without those in a comma separated list.
 * @throws {UsageError} for a name that is no database of the file, and when nothing is left
 */
export function withoutExcluded({ databases, file }: Pick<Configuration, 'databases' | 'file'>, exclusions: string): readonly string[] {
  const excluded = databaseNames(exclusions);
  const unknown = excluded.find((name) => !databases.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`cannot exclude ${unknown}: no such database in ${file}${didYouMean(unknown, databases)}`, { hint: `databases in ${file}: ${databases.join(', ') || 'none'}` });
  }
  const selected = databases.filter((name) => !excluded.includes(name));
  if (selected.length > 0) return selected;
  if (databases.length === 0) throw new UsageError(`there is no database in ${file}`, { hint: 'add a section named by the DB_UNIQUE_NAME of each database' });
  throw new UsageError(`no database of ${file} is left: all of them are excluded`);
}
