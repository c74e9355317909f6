// The containers of a container database. Each has a SYSTEM tablespace and files of its own; redo and control file are shared.
// Root and PDB$SEED are open with the database, the others are closed (MOUNTED) until they are opened. A closed one keeps its
// files as they are (law 8).

import { createHash } from 'node:crypto';
import { checkpointDatafile, liveDescriptor } from './checkpoint.ts';
import { databaseTime, nextScn, type LabDatabase } from './database.ts';
import { datafiles, isMoving, isRecoverable, type Datafile } from './datafiles.ts';
import { readFileHeader, writeFileHeader, type ContainerIdentity } from './file-header.ts';
import { makeMissingTempfiles } from './instance/tempfiles.ts';
import { OracleError } from './oracle-error.ts';

export const seedContainer = 2;
export const rootName = 'CDB$ROOT';
export const seedName = 'PDB$SEED';

/** A row of the control file's table of pluggable databases. */
export interface PluggableDatabase extends ContainerIdentity {
  /** DBA_PDBS.STATUS: `NEW` until it is opened for changes the first time, then `NORMAL`; `UNPLUGGED`. */
  readonly status: string;
  readonly open_mode: 'MOUNTED' | 'READ ONLY' | 'READ WRITE';
}

/** PDB$SEED among them; none in a database that is no container. */
export function pluggableDatabases(db: LabDatabase): readonly PluggableDatabase[] {
  return db.sql.all<PluggableDatabase>('select * from pluggable_database order by con_id');
}

/** @throws {OracleError} ORA-65011 */
export function pluggableDatabase(db: LabDatabase, name: string): PluggableDatabase {
  const found = pluggableDatabases(db).find((pdb) => pdb.name === name.toUpperCase());
  if (found !== undefined) return found;
  throw new OracleError(`ORA-65011: Pluggable database ${name.toUpperCase()} does not exist.`);
}

/** What a file's header says of the container it belongs to; nothing for the root's, and where there are no containers. */
export function containerOf(db: LabDatabase, conId: number): ContainerIdentity | undefined {
  return db.sql.get<ContainerIdentity & object>('select con_id, name, dbid, guid from pluggable_database where con_id = ?', conId);
}

/** Identifiers of a pluggable database, the same in every lab made from the same seed. */
export function newContainer(db: LabDatabase, conId: number, name: string): ContainerIdentity {
  const seed = db.sql.get<{ value: number }>("select value from counter where name = 'seed'")?.value ?? 0;
  const digest = createHash('sha256').update(`${db.name} ${seed} ${conId} ${name} ${db.sql.nextNumber('container')}`).digest();
  return { con_id: conId, name, dbid: digest.readUInt32BE(0), guid: digest.toString('hex', 4, 20).toUpperCase() };
}

/** A container whose last datafile is gone. */
export function forgetContainer(db: LabDatabase, conId: number): void {
  for (const table of ['tempfile', 'tablespace', 'pluggable_database']) db.sql.run(`delete from ${table} where con_id = ?`, conId);
}

/** `ALTER PLUGGABLE DATABASE name OPEN`. @throws {OracleError} ORA-65019, ORA-65085, ORA-65086, ORA-65017 */
export function openPluggableDatabase(db: LabDatabase, pdb: PluggableDatabase, mode: 'READ ONLY' | 'READ WRITE'): void {
  refuseSeed(pdb);
  if (pdb.open_mode !== 'MOUNTED') throw new OracleError(`ORA-65019: Pluggable database ${pdb.name} already open.`);
  if (pdb.status === 'UNPLUGGED') throw new OracleError('ORA-65086: cannot open/close the pluggable database');
  if (pdb.status === 'NEW' && mode === 'READ ONLY') throw new OracleError('ORA-65085: cannot open pluggable database in read-only mode');
  const time = databaseTime(db);
  if (mode === 'READ WRITE') startMoving(db, filesOf(db, pdb));
  db.sql.run("update pluggable_database set open_mode = ?, open_time = ?, status = case when ? = 'READ WRITE' then 'NORMAL' else status end where con_id = ?", mode, time, mode, pdb.con_id);
  if (mode === 'READ WRITE') makeMissingTempfiles(db);
}

/** `ALTER PLUGGABLE DATABASE name CLOSE`: its files get a last checkpoint. @throws {OracleError} ORA-65017, ORA-65020 */
export function closePluggableDatabase(db: LabDatabase, pdb: PluggableDatabase): void {
  refuseSeed(pdb);
  if (pdb.open_mode === 'MOUNTED') throw new OracleError(`ORA-65020: pluggable database ${pdb.name} already closed`);
  stopMoving(db, filesOf(db, pdb));
  db.sql.run("update pluggable_database set open_mode = 'MOUNTED' where con_id = ?", pdb.con_id);
}

/** What mounting and opening the whole database makes of its containers. Files of those it closes come to rest. */
export function setContainersMounted(db: LabDatabase, { isSeedOpen }: { readonly isSeedOpen: boolean }): void {
  db.sql.run("update pluggable_database set open_mode = 'MOUNTED'");
  if (isSeedOpen) db.sql.run("update pluggable_database set open_mode = 'READ ONLY' where con_id = ?", seedContainer);
}

/** Files of pluggable databases that move no more: a last checkpoint, and the header says that nothing is newer. */
export function stopMoving(db: LabDatabase, files: readonly Datafile[]): void {
  for (const file of files.filter(isMoving)) {
    const moment = { scn: nextScn(db), time: databaseTime(db) };
    checkpointDatafile(db, file, moment);
    setFuzzy(db, file, false);
    db.sql.run('update datafile set last_change = ?, last_time = ? where file = ?', moment.scn, moment.time, file.file);
  }
}

function startMoving(db: LabDatabase, files: readonly Datafile[]): void {
  for (const file of files.filter(isRecoverable)) {
    checkpointDatafile(db, file, { scn: nextScn(db), time: databaseTime(db) });
    setFuzzy(db, file, true);
    db.sql.run('update datafile set last_change = null, last_time = null where file = ?', file.file);
  }
}

function setFuzzy(db: LabDatabase, file: Datafile, fuzzy: boolean): void {
  const descriptor = liveDescriptor(db, file);
  const header = readFileHeader(descriptor);
  if (header !== undefined) writeFileHeader(descriptor, { ...header, fuzzy, fuzzyChange: null });
}

function filesOf(db: LabDatabase, { con_id }: PluggableDatabase): readonly Datafile[] {
  return datafiles(db).filter((file) => file.con_id === con_id);
}

function refuseSeed({ con_id }: PluggableDatabase): void {
  if (con_id === seedContainer) throw new OracleError('ORA-65017: seed pluggable database may not be dropped or altered');
}
