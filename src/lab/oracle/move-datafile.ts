import { copyFileSync, constants, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { currentContainer, type LabDatabase } from './database.ts';
import type { Datafile } from './datafiles.ts';
import { datafileLine, fileCreationLines, OracleError } from './oracle-error.ts';
import { pluggableDatabases } from './pluggable-databases.ts';
import { managedName, requireFolderOf } from './restore/names.ts';

export interface DatafileMove {
  /** Absent: an Oracle-managed name. */
  readonly to: string | undefined;
  readonly reuse: boolean;
  /** The old file stays. */
  readonly keep: boolean;
}

/**
 * `ALTER DATABASE MOVE DATAFILE` of an open database (12.1 and later, Enterprise Edition; the texts of what it refuses are not
 * confirmed), in the container that the file belongs to. The old file is gone afterwards.
 * @throws {OracleError} ORA-01516, ORA-16000, ORA-02231, ORA-00439, ORA-01135, ORA-02236, ORA-01119
 */
export function moveDatafile(db: LabDatabase, file: Datafile, { to, reuse, keep }: DatafileMove): void {
  const { version, edition } = db.sql.one<{ version: string; edition: string }>('select version, edition from database');
  if (!isAtLeast(version, '12.1')) throw new OracleError('ORA-02231: missing or invalid option to ALTER DATABASE');
  if (edition !== 'EE') throw new OracleError('ORA-00439: feature not enabled: Online Datafile Move');
  if (file.con_id !== currentContainer(db)) throw new OracleError(`ORA-01516: nonexistent log file, data file, or temporary file "${file.file}" in the current container`);
  if (pluggableDatabases(db).find(({ con_id }) => con_id === file.con_id)?.open_mode === 'READ ONLY') throw new OracleError('ORA-16000: database or pluggable database open for read-only access');
  if (file.status === 'OFFLINE') throw new OracleError(`ORA-01135: file ${file.file} accessed for DML/query is offline`, datafileLine(file));
  const name = to ?? managedName(db, { extension: 'dbf', kind: file.tablespace });
  if (name === undefined) throw new OracleError('ORA-02236: invalid file name');
  const [from, target] = [db.files.path(file.name), db.files.path(name)];
  if (to === undefined) mkdirSync(dirname(target), { recursive: true });
  else requireFolderOf(db, name);
  try {
    copyFileSync(from, target, reuse ? 0 : constants.COPYFILE_EXCL);
  } catch (error) {
    throw new OracleError(`ORA-01119: error in creating database file '${name}'`, ...fileCreationLines(error));
  }
  db.files.close(file.name);
  db.sql.run('update datafile set name = ? where file = ?', name, file.file);
  if (!keep) rmSync(from, { force: true });
}
