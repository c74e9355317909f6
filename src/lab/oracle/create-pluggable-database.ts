import { join } from 'node:path';
import { createDatafile } from './create-datafile.ts';
import { databaseTime, nextScn, parameter, type LabDatabase } from './database.ts';
import { datafiles } from './datafiles.ts';
import type { ContainerIdentity } from './file-header.ts';
import { recordFileChange } from './redo/file-redo.ts';
import { makeMissingTempfiles } from './instance/tempfiles.ts';
import { omfName } from './omf-name.ts';
import { OracleError } from './oracle-error.ts';
import { newContainer, pluggableDatabases, seedContainer, seedName } from './pluggable-databases.ts';

interface NewTablespace {
  readonly name: string;
  readonly contents: 'PERMANENT' | 'UNDO';
  readonly blocks: number;
}

const dictionary: readonly NewTablespace[] = [
  { name: 'SYSTEM', contents: 'PERMANENT', blocks: 40 },
  { name: 'SYSAUX', contents: 'PERMANENT', blocks: 30 },
];
/** From 12.2 on each container has undo of its own. */
const localUndo: NewTablespace = { name: 'UNDOTBS1', contents: 'UNDO', blocks: 30 };
const users: NewTablespace = { name: 'USERS', contents: 'PERMANENT', blocks: 80 };
const tempfileBytes = 128 * 1024;

/** Containers of a database that is being created: PDB$SEED, and these, closed and never opened. No redo is older than they are. */
export function createFirstContainers(db: LabDatabase, { names, hasLocalUndo }: { readonly names: readonly string[]; readonly hasLocalUndo: boolean }): void {
  for (const name of [seedName, ...names]) {
    const container = createContainer(db, name, { tablespaces: tablespacesOf({ hasLocalUndo, hasUsers: name !== seedName }), hasRedo: false });
    if (name === seedName) db.sql.run("update pluggable_database set status = 'NORMAL', open_mode = 'READ ONLY' where con_id = ?", container.con_id);
  }
}

/**
 * `CREATE PLUGGABLE DATABASE`: closed, and NEW until it is opened. Redo says all of it, as that of a copied seed does not have
 * to: nobody here knows how much of it Oracle logs.
 * @throws {OracleError} ORA-65012 for a name that is taken
 */
export function createPluggableDatabase(db: LabDatabase, name: string): ContainerIdentity {
  if (pluggableDatabases(db).some((pdb) => pdb.name === name.toUpperCase())) throw new OracleError(`ORA-65012: Pluggable database ${name.toUpperCase()} already exists.`);
  const hasLocalUndo = datafiles(db).some(({ con_id, contents }) => con_id === seedContainer && contents === 'UNDO');
  return createContainer(db, name.toUpperCase(), { tablespaces: tablespacesOf({ hasLocalUndo, hasUsers: true }), hasRedo: true });
}

function tablespacesOf({ hasLocalUndo, hasUsers }: { readonly hasLocalUndo: boolean; readonly hasUsers: boolean }): readonly NewTablespace[] {
  return [...dictionary, ...(hasLocalUndo ? [localUndo] : []), ...(hasUsers ? [users] : [])];
}

function createContainer(db: LabDatabase, name: string, { tablespaces, hasRedo }: { readonly tablespaces: readonly NewTablespace[]; readonly hasRedo: boolean }): ContainerIdentity {
  const { conId } = db.sql.one<{ conId: number }>(`select coalesce(max(con_id), ${seedContainer - 1}) + 1 as conId from pluggable_database`);
  const container = newContainer(db, conId, name);
  db.sql.insert('pluggable_database', { ...container, status: 'NEW', open_mode: 'MOUNTED', creation_change: nextScn(db), creation_time: databaseTime(db) });
  for (const tablespace of tablespaces) createFile(db, container, { ...tablespace, hasRedo });
  const ts = newTablespace(db, { conId, name: 'TEMP', contents: 'TEMPORARY' });
  const file = db.sql.one<{ file: number }>('select coalesce(max(file), 0) + 1 as file from tempfile').file;
  db.sql.insert('tempfile', { file, ts, con_id: conId, name: join(containerFolder(db, container), omfName(db, 'tmp', 'temp')), bytes: tempfileBytes });
  makeMissingTempfiles(db);
  return container;
}

/** The file is at rest: its container is closed. */
function createFile(db: LabDatabase, container: ContainerIdentity, { name, contents, blocks, hasRedo }: NewTablespace & { readonly hasRedo: boolean }): void {
  const ts = newTablespace(db, { conId: container.con_id, name, contents });
  const { file } = db.sql.one<{ file: number }>('select max(file) + 1 as file from datafile');
  const path = join(containerFolder(db, container), omfName(db, 'dbf', name.toLowerCase()));
  const moment = { scn: nextScn(db), time: databaseTime(db) };
  const header = createDatafile(db, { file, ts, tablespace: name, path, blocks, container, isAtRest: true, ...moment });
  if (hasRedo) recordFileChange(db, { file, ...moment }, { kind: 'create-file', header });
}

/** Adds a tablespace to a container, with the next TS# there; returns its key. */
export function newTablespace(db: LabDatabase, { conId, name, contents }: { readonly conId: number; readonly name: string; readonly contents: string }): number {
  const { ts, number } = db.sql.one<{ ts: number; number: number }>(
    'select coalesce(max(ts), -1) + 1 as ts, coalesce(max(number) filter (where con_id = ?), -1) + 1 as number from tablespace',
    conId,
  );
  db.sql.insert('tablespace', { ts, number, name, contents, con_id: conId });
  return ts;
}

/** Where Oracle-managed datafiles of a container go: those of a pluggable database into a folder named by its GUID. */
export function containerFolder(db: LabDatabase, container: ContainerIdentity | undefined): string {
  const folder = join(parameter(db, 'db_create_file_dest'), parameter(db, 'db_unique_name').toUpperCase());
  return join(folder, ...(container === undefined ? [] : [container.guid]), 'datafile');
}
