import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { LabDatabase } from '../database.ts';
import { datafiles, type Datafile } from '../datafiles.ts';
import { findDatafile } from './datafiles.ts';
import { isCurrent } from './open.ts';
import { tempfiles } from './tempfiles.ts';
import type { OnlineLog } from '../redo/online-logs.ts';
import { datafileLine, fileStatusLines, OracleError } from '../oracle-error.ts';

const renamingFailed = 'ORA-01511: error in renaming log/data files';
const notThere = { code: 'ENOENT', errno: 2 };

/**
 * `ALTER DATABASE RENAME FILE`: the control file names another file from now on. A datafile must lie there; an online log of a
 * restored control file and the change tracking file need not. The old file is deleted when it is Oracle-managed and can be
 * reached (law 36).
 * @throws {OracleError} ORA-01511 with the reason
 */
export function renameFile(db: LabDatabase, from: string, to: string): void {
  const datafile = datafiles(db).find(({ name }) => name === from);
  const log = db.sql.get<OnlineLog>('select * from online_log where member = ?', from);
  if (datafile !== undefined) renameDatafile(db, datafile, to);
  else if (log !== undefined) renameLog(db, log, to);
  else if (!renameTempfile(db, from, to) && !renameChangeTracking(db, from, to)) {
    throw new OracleError(renamingFailed, `ORA-01516: nonexistent log file, data file, or temporary file "${from}" in the current container`);
  }
  if (/^o1_mf_.*_\.\w+$/u.test(basename(from)) && from !== to) rmSync(db.files.path(from), { force: true });
}

function renameDatafile(db: LabDatabase, file: Datafile, to: string): void {
  if (isOpen(db) && file.status !== 'OFFLINE') {
    throw new OracleError(renamingFailed, `ORA-01121: cannot rename database file ${file.file} - file is in use or recovery`, datafileLine(file));
  }
  if (file.name !== to && datafiles(db).some(({ name }) => name === to)) {
    throw new OracleError(renamingFailed, `ORA-01523: cannot rename data file to '${to}' - file already part of database`);
  }
  requireExisting(db, to, [`ORA-01141: error renaming data file ${file.file} - new file '${to}' not found`, datafileLine(file)]);
  const { error, lines } = findDatafile(db, file, to);
  if (error !== undefined) throw new OracleError(renamingFailed, ...lines);
  db.sql.run('update datafile set name = ? where file = ?', to, file.file);
}

function renameLog(db: LabDatabase, { group_no, thread, member, status }: OnlineLog, to: string): void {
  if (isOpen(db) && status === 'CURRENT') {
    throw new OracleError(renamingFailed, 'ORA-01621: cannot rename member of current log if database is open', `ORA-00312: online log ${group_no} thread ${thread}: '${member}'`);
  }
  if (isOpen(db) || isCurrent(db)) requireExisting(db, to, [`ORA-01512: error renaming log file ${member} - new file ${to} not found`]);
  db.sql.run('update online_log set member = ? where member = ?', to, member);
}

function renameTempfile(db: LabDatabase, from: string, to: string): boolean {
  const tempfile = tempfiles(db).find(({ name }) => name === from);
  if (tempfile === undefined) return false;
  requireExisting(db, to, [`ORA-01141: error renaming data file ${tempfile.file} - new file '${to}' not found`, `ORA-01110: data file ${tempfile.file}: '${from}'`]);
  db.sql.run('update tempfile set name = ? where file = ?', to, tempfile.file);
  return true;
}

function renameChangeTracking(db: LabDatabase, from: string, to: string): boolean {
  if (db.sql.get('select 1 from block_change_tracking where filename = ?', from) === undefined) return false;
  if (isOpen(db)) throw new OracleError(renamingFailed, 'ORA-19771: cannot rename change tracking file while database is open');
  db.sql.run('update block_change_tracking set filename = ?', to);
  return true;
}

function requireExisting(db: LabDatabase, path: string, lines: readonly string[]): void {
  if (!existsSync(db.files.path(path))) throw new OracleError(renamingFailed, ...lines, ...fileStatusLines(notThere));
}

function isOpen(db: LabDatabase): boolean {
  return db.sql.one<{ open_mode: string }>('select open_mode from database').open_mode !== 'MOUNTED';
}
