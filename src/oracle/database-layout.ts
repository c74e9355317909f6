// What somebody must know who has lost the database and everything on its host: where its files lived and what its instances
// were. Kept as JSON beside the backup; so only texts and numbers.

import type { DatabaseFacts } from './database-facts.ts';
import { readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

export interface DatabaseLayout {
  readonly version: string;
  readonly enterpriseEdition: boolean;
  readonly role: string;
  readonly resetlogsId: string;
  readonly dbName: string;
  readonly flashbackOn: boolean;
  /** Empty when it does not say. */
  readonly characterSet: string;
  /** Empty when change tracking is off. */
  readonly changeTrackingFile: string;
  /** By name; those that are not set are missing. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly instances: readonly { readonly name: string; readonly host: string; readonly thread: number; readonly undoTablespace: string }[];
  readonly threads: readonly { readonly thread: number; readonly status: string; readonly instance: string }[];
  readonly onlineLogs: readonly { readonly group: number; readonly thread: number; readonly bytes: number; readonly name: string }[];
  readonly datafiles: readonly NumberedFile[];
  readonly tempfiles: readonly NumberedFile[];
  readonly controlFiles: readonly string[];
  /** Without the seed; empty for a database without pluggable ones. */
  readonly pluggableDatabases: readonly string[];
  readonly encryptedTablespaces: number;
}

export interface NumberedFile {
  readonly file: number;
  readonly bytes: number;
  readonly name: string;
}

export async function queryDatabaseLayout(oracle: OracleTools, facts: DatabaseFacts, signal: AbortSignal): Promise<DatabaseLayout> {
  const rows = await oracle.sql('database-layout.sql', { step: 'ask where the files of the database live' }, signal);
  const { name, flashback } = rows.one('database', ['name', 'flashback']);
  const undo = new Map(rows.all('undo', ['instance', 'tablespace']).map((row) => [row.instance, row.tablespace]));
  const parameters = Object.fromEntries(rows.all('parameter', ['name', 'value']).map((row) => [row.name, row.value]));
  const numbered = (kind: string): NumberedFile[] =>
    rows.all(kind, ['file', 'bytes', 'name']).map((row) => ({ file: readWholeNumber(row.file), bytes: readWholeNumber(row.bytes), name: row.name }));
  const isContainer = parameters['enable_pluggable_database']?.toUpperCase() === 'TRUE';
  return {
    version: facts.version,
    enterpriseEdition: facts.enterpriseEdition,
    role: facts.role,
    resetlogsId: facts.resetlogsId,
    dbName: name,
    flashbackOn: flashback !== 'NO',
    characterSet: rows.all('characterset', ['name'])[0]?.name ?? '',
    changeTrackingFile: rows.all('changetracking', ['name'])[0]?.name ?? '',
    parameters,
    instances: rows.all('instance', ['id', 'name', 'host', 'thread']).map((row) => ({ name: row.name, host: row.host, thread: readWholeNumber(row.thread), undoTablespace: undo.get(row.id) ?? '' })),
    threads: rows.all('thread', ['thread', 'status', 'instance']).map((row) => ({ ...row, thread: readWholeNumber(row.thread) })),
    onlineLogs: rows.all('onlinelog', ['group', 'thread', 'bytes', 'name']).map((row) => ({ group: readWholeNumber(row.group), thread: readWholeNumber(row.thread), bytes: readWholeNumber(row.bytes), name: row.name })),
    datafiles: numbered('datafile'),
    tempfiles: numbered('tempfile'),
    controlFiles: rows.all('controlfile', ['name']).map((row) => row.name),
    pluggableDatabases: isContainer ? await queryPluggableDatabases(oracle, signal) : [],
    encryptedTablespaces: readWholeNumber(rows.one('encrypted', ['tablespaces']).tablespaces),
  };
}

async function queryPluggableDatabases(oracle: OracleTools, signal: AbortSignal): Promise<readonly string[]> {
  const rows = await oracle.sql('pluggable-databases.sql', { step: 'ask for the pluggable databases' }, signal);
  return rows.all('pdb', ['name', 'openMode', 'restricted', 'status']).map(({ name }) => name);
}
