import { ftruncateSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { blockSize, isUnformatted, readRawBlock } from './blocks.ts';
import { checkpointDatafile, liveDescriptor } from './checkpoint.ts';
import { createDatafile } from './create-datafile.ts';
import { containerFolder, newTablespace } from './create-pluggable-database.ts';
import { currentContainer, databaseTime, nextScn, type LabDatabase } from './database.ts';
import { datafile, datafiles, isMoving, type Datafile } from './datafiles.ts';
import { readFileHeader, writeFileHeader } from './file-header.ts';
import { recordFileChange } from './redo/file-redo.ts';
import { tempfiles } from './instance/tempfiles.ts';
import { appendJournal } from './journal.ts';
import { omfName } from './omf-name.ts';
import { OracleError } from './oracle-error.ts';
import { containerOf, forgetContainer, pluggableDatabase, seedContainer } from './pluggable-databases.ts';

/** `CREATE TABLESPACE` with one Oracle-managed file; returns the file's number. */
export function createTablespace(db: LabDatabase, name: string, blocks: number): number {
  newTablespace(db, { conId: currentContainer(db), name: name.toUpperCase(), contents: 'PERMANENT' });
  return addDatafile(db, name, blocks);
}

/** `ALTER TABLESPACE ... ADD DATAFILE`: the file gets the lowest number that is free, which may be that of a dropped file. */
export function addDatafile(db: LabDatabase, tablespace: string, blocks: number): number {
  const { ts, name } = tablespaceNamed(db, tablespace);
  const used = new Set(datafiles(db).map(({ file }) => file));
  let file = 1;
  while (used.has(file)) file += 1;
  const container = containerOf(db, currentContainer(db));
  const path = join(containerFolder(db, container), omfName(db, 'dbf', name.toLowerCase()));
  const moment = { scn: nextScn(db), time: databaseTime(db) };
  const header = createDatafile(db, { file, ts, tablespace: name, path, blocks, container, ...moment });
  recordFileChange(db, { file, ...moment }, { kind: 'create-file', header });
  return file;
}

/** `DROP TABLESPACE ... INCLUDING CONTENTS`: Oracle-managed files go with it, their image copies stay behind (law 16). */
export function dropTablespace(db: LabDatabase, tablespace: string): void {
  const { ts } = tablespaceNamed(db, tablespace, 'ORA-12906: cannot drop default temporary tablespace');
  const files = datafiles(db).filter((file) => file.ts === ts);
  db.sql.transaction(() => {
    forgetDatafiles(db, files);
    db.sql.run('delete from tablespace where ts = ?', ts);
  });
  removeFiles(db, files);
}

/** `DROP PLUGGABLE DATABASE`: it must be closed. Its files stay where they are wanted elsewhere. @throws {OracleError} ORA-65025, ORA-65017 */
export function dropPluggableDatabase(db: LabDatabase, name: string, { keepDatafiles }: { readonly keepDatafiles: boolean }): void {
  const pdb = pluggableDatabase(db, name);
  if (pdb.con_id === seedContainer) throw new OracleError('ORA-65017: seed pluggable database may not be dropped or altered');
  if (pdb.open_mode !== 'MOUNTED') throw new OracleError(`ORA-65025: Pluggable database ${pdb.name} is not closed on all instances.`);
  const files = datafiles(db).filter(({ con_id }) => con_id === pdb.con_id);
  const temporary = tempfiles(db).filter(({ con_id }) => con_id === pdb.con_id);
  db.sql.transaction(() => {
    forgetDatafiles(db, files);
    forgetContainer(db, pdb.con_id);
  });
  removeFiles(db, keepDatafiles ? temporary : [...files, ...temporary]);
}

function forgetDatafiles(db: LabDatabase, files: readonly Datafile[]): void {
  const moment = { scn: nextScn(db), time: databaseTime(db) };
  for (const { file } of files) {
    db.sql.run('delete from datafile where file = ?', file);
    db.sql.run('delete from changed_block where file = ?', file);
    recordFileChange(db, { file, ...moment }, { kind: 'drop-file' });
  }
  appendJournal(db, { ...moment, changes: files.map(({ file }) => ({ action: 'drop-file', file, key: 0, text: '' })) });
}

function removeFiles(db: LabDatabase, files: readonly { readonly name: string }[]): void {
  for (const { name } of files) {
    db.files.close(name);
    rmSync(db.files.path(name), { force: true });
  }
}

/** `ALTER DATABASE DATAFILE n RESIZE`. @throws {OracleError} ORA-03297 when rows are beyond the new end */
export function resizeDatafile(db: LabDatabase, number: number, blocks: number): void {
  const file = datafile(db, number);
  const descriptor = liveDescriptor(db, file);
  for (let block = blocks + 1; block <= file.blocks; block += 1) {
    if (!isUnformatted(readRawBlock(descriptor, block))) {
      throw new OracleError('ORA-03297: file contains used data beyond requested RESIZE value');
    }
  }
  ftruncateSync(descriptor, (blocks + 1) * blockSize);
  changeHeader(db, file, { blocks });
  recordFileChange(db, { file: number, scn: nextScn(db), time: databaseTime(db) }, { kind: 'resize-file', blocks });
  db.sql.run('update datafile set blocks = ?, bytes = ? where file = ?', blocks, blocks * blockSize, number);
}

/** `ALTER TABLESPACE ... READ ONLY|READ WRITE`: checkpointed a last time, the files do not move any more (law 8). */
export function setTablespaceReadOnly(db: LabDatabase, tablespace: string, isReadOnly: boolean): void {
  const { ts } = tablespaceNamed(db, tablespace);
  for (const file of datafiles(db).filter((candidate) => candidate.ts === ts)) {
    const moment = { scn: nextScn(db), time: databaseTime(db) };
    checkpointDatafile(db, file, moment);
    changeHeader(db, file, { fuzzy: !isReadOnly });
    const [enabled, last] = isReadOnly ? ['READ ONLY', moment] : ['READ WRITE', undefined];
    db.sql.run('update datafile set enabled = ?, last_change = ?, last_time = ? where file = ?', enabled, last?.scn ?? null, last?.time ?? null, file.file);
  }
}

/** `ALTER TABLESPACE ... OFFLINE|ONLINE` (normal): as with read only, nothing moves in between. */
export function setTablespaceOnline(db: LabDatabase, tablespace: string, isOnline: boolean): void {
  const { ts, name } = tablespaceNamed(db, tablespace);
  if (name === 'SYSTEM') throw new OracleError('ORA-01541: system tablespace cannot be brought offline; shut down if necessary');
  for (const file of datafiles(db).filter((candidate) => candidate.ts === ts)) {
    const moment = { scn: nextScn(db), time: databaseTime(db) };
    if (isMoving(file) || isOnline) checkpointDatafile(db, file, moment);
    changeHeader(db, file, { fuzzy: isOnline });
    const [status, last] = isOnline ? ['ONLINE', undefined] : ['OFFLINE', moment];
    db.sql.run('update datafile set status = ?, last_change = ?, last_time = ? where file = ?', status, last?.scn ?? null, last?.time ?? null, file.file);
  }
}

function changeHeader(db: LabDatabase, file: Datafile, change: { readonly blocks?: number; readonly fuzzy?: boolean }): void {
  const descriptor = liveDescriptor(db, file);
  const header = readFileHeader(descriptor);
  if (header !== undefined) writeFileHeader(descriptor, { ...header, ...change });
}

function tablespaceNamed(db: LabDatabase, name: string, refusal = 'ORA-03217: invalid option for alter of TEMPORARY TABLESPACE'): { readonly ts: number; readonly name: string } {
  const found = db.sql.get<{ ts: number; name: string; contents: string }>('select ts, name, contents from tablespace where con_id = ? and name = ?', currentContainer(db), name.toUpperCase());
  if (found === undefined) throw new OracleError(`ORA-00959: tablespace '${name.toUpperCase()}' does not exist`);
  if (found.contents === 'TEMPORARY') throw new OracleError(refusal);
  return found;
}
