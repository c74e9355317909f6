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

export function archivedRedoRequest({ folder }: AskedArea): SqlRequest {
  return { script: 'redo-in-area.sql', values: { folder: sqlPath(`${folder}/`, 'folder of archived logs') } };
}

/** Where the control file believes one of the logs of the last days to be; a log may be in several places. */
export interface ArchivedLogPlace {
  readonly thread: number;
  readonly sequence: number;
  /** How long ago its redo begins and ends, by the database's own clock. */
  readonly beginsMsAgo: number;
  readonly endsMsAgo: number;
  readonly name: string;
}

export interface ArchivedRedo {
  /**
   * How long ago the redo ends that has reached the folder; of several threads the one that lags most. Undefined: the database knows
   * no archived log there, or knows the folder by another name.
   */
  readonly ageMs: number | undefined;
  /** By thread and sequence. */
  readonly places: readonly ArchivedLogPlace[];
}

/** @throws {ConfigurationError} when another database has answered */
export function readArchivedRedo(rows: Rows, { name, dbid }: AskedArea): ArchivedRedo {
  const found = rows.one('database', ['dbid']).dbid;
  if (found !== dbid) {
    throw new ConfigurationError(`database ${name} has DBID ${found}, but the configuration says ${dbid}`, { hint: `check the TNS alias ${name}, or set dbid: ${found} in section [${name}]` });
  }
  const ages = rows.all('redo', ['thread', 'seconds']).map(({ seconds }) => readWholeNumber(seconds) * 1000);
  const places = rows.all('log', ['thread', 'sequence', 'begins', 'ends', 'name']).map((row) => ({
    thread: readWholeNumber(row.thread),
    sequence: readWholeNumber(row.sequence),
    beginsMsAgo: readWholeNumber(row.begins) * 1000,
    endsMsAgo: readWholeNumber(row.ends) * 1000,
    name: row.name,
  }));
  return { ageMs: ages.length === 0 ? undefined : Math.max(...ages), places };
}
