import { ConfigurationError } from '#core/errors.ts';
import { readWholeNumber } from './programs/printed-values.ts';
import { sqlPath } from './quoting.ts';
import type { OracleTools } from './tools.ts';

/**
 * How long ago the redo ends that has reached the folder, by the database's own clock; of several threads the one that lags most.
 * Undefined: the database knows no archived log there, or knows the folder by another name.
 * @throws {ConfigurationError} when the alias leads to another database
 */
export async function queryRedoAgeMs(oracle: OracleTools, { name, dbid, folder }: { readonly name: string; readonly dbid: string; readonly folder: string }, signal: AbortSignal): Promise<number | undefined> {
  const values = { folder: sqlPath(`${folder}/`, 'folder of archived logs') };
  const rows = await oracle.sql('redo-in-area-age.sql', { step: 'ask how far the redo in the backup area reaches', values }, signal);
  const found = rows.one('database', ['dbid']).dbid;
  if (found !== dbid) {
    throw new ConfigurationError(`database ${name} has DBID ${found}, but the configuration says ${dbid}`, { hint: `check the TNS alias ${name}, or set dbid: ${found} in section [${name}]` });
  }
  const ages = rows.all('redo', ['thread', 'seconds']).map(({ seconds }) => readWholeNumber(seconds) * 1000);
  return ages.length === 0 ? undefined : Math.max(...ages);
}
