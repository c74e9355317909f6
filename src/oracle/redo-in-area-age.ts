import { ConfigurationError } from '#core/errors.ts';
import { readWholeNumber } from './programs/printed-values.ts';
import type { Rows } from './programs/rows.ts';
import { sqlPath } from './quoting.ts';
import type { SqlRequest } from './tools.ts';

/** A database, and the folder in its backup area that it archives to. */
export interface AskedArea {
  readonly name: string;
  readonly dbid: string;
  readonly folder: string;
}

export function redoAgeRequest({ folder }: AskedArea): SqlRequest {
  return { script: 'redo-in-area-age.sql', values: { folder: sqlPath(`${folder}/`, 'folder of archived logs') } };
}

/**
 * How long ago the redo ends that has reached the folder, by the database's own clock; of several threads the one that lags most.
 * Undefined: the database knows no archived log there, or knows the folder by another name.
 * @throws {ConfigurationError} when another database has answered
 */
export function readRedoAgeMs(rows: Rows, { name, dbid }: AskedArea): number | undefined {
  const found = rows.one('database', ['dbid']).dbid;
  if (found !== dbid) {
    throw new ConfigurationError(`database ${name} has DBID ${found}, but the configuration says ${dbid}`, { hint: `check the TNS alias ${name}, or set dbid: ${found} in section [${name}]` });
  }
  const ages = rows.all('redo', ['thread', 'seconds']).map(({ seconds }) => readWholeNumber(seconds) * 1000);
  return ages.length === 0 ? undefined : Math.max(...ages);
}
