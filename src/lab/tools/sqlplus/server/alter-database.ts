import { rmSync } from 'node:fs';
import { disableChangeTracking, enableChangeTracking } from '#lab/oracle/change-tracking.ts';
import { resizeDatafile } from '#lab/oracle/datafile-administration.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { datafile } from '#lab/oracle/datafiles.ts';
import { moveDatafile } from '#lab/oracle/move-datafile.ts';
import { activateStandby } from '#lab/oracle/instance/open.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { mountDatabase, openDatabaseStatement, setFlashback } from './open-database.ts';
import { renameFiles } from './rename-file.ts';
import { openModeOf, requireOpenForChanges } from './session-database.ts';
import { takeBlocks } from './size-clause.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

const invalidOption = 'ORA-02231: missing or invalid option to ALTER DATABASE';

/** `ALTER DATABASE`, after these two words. */
export function alterDatabase(cursor: TokenCursor, db: LabDatabase): StatementResult {
  if (cursor.tryWords('MOUNT')) mountDatabase(cursor, db);
  else changeMountedDatabase(cursor, db);
  return done('Database altered.');
}

function changeMountedDatabase(cursor: TokenCursor, db: LabDatabase): void {
  if (db.container !== undefined && !cursor.atWord('DATAFILE', 'MOVE')) throw new OracleError('ORA-65040: operation not allowed from within a pluggable database');
  if (openModeOf(db) === 'NOMOUNT') throw new OracleError('ORA-01507: database not mounted');
  if (cursor.tryWords('OPEN')) openDatabaseStatement(cursor, db);
  else if (cursor.tryWords('ACTIVATE')) activate(cursor, db);
  else if (cursor.tryWords('RENAME')) renameFiles(cursor, db);
  else if (cursor.tryWords('FLASHBACK')) setFlashback(cursor, db);
  else if (cursor.tryWords('ENABLE', 'BLOCK')) enableTracking(cursor, db);
  else if (cursor.tryWords('DISABLE', 'BLOCK')) disableTracking(cursor, db);
  else if (cursor.tryWords('DATAFILE')) changeDatafile(cursor, db);
  else if (cursor.tryWords('MOVE', 'DATAFILE')) moveOneDatafile(cursor, db);
  else throw new SqlError(invalidOption, cursor.offset);
}

function activate(cursor: TokenCursor, db: LabDatabase): void {
  cursor.tryWords('PHYSICAL');
  if (!cursor.tryWords('STANDBY', 'DATABASE')) throw new SqlError(invalidOption, cursor.offset);
  cursor.expectEnd(invalidOption);
  activateStandby(db);
}

function enableTracking(cursor: TokenCursor, db: LabDatabase): void {
  expectChangeTracking(cursor);
  if (!cursor.tryWords('USING')) {
    cursor.expectEnd(invalidOption);
    enableChangeTracking(db);
    return;
  }
  cursor.expectWord('FILE', 'ORA-19769: missing FILE keyword');
  const path = cursor.expectString('ORA-19770: invalid change tracking file name');
  const reuse = cursor.tryWords('REUSE');
  cursor.expectEnd(invalidOption);
  const { status } = db.sql.one<{ status: string }>('select status from block_change_tracking');
  if (reuse && status === 'DISABLED') rmSync(db.files.path(path), { force: true });
  enableChangeTracking(db, path);
}

function disableTracking(cursor: TokenCursor, db: LabDatabase): void {
  expectChangeTracking(cursor);
  if (cursor.atWord('USING')) throw new SqlError('ORA-19768: USING clause only valid with ENABLE CHANGE TRACKING', cursor.offset);
  cursor.expectEnd(invalidOption);
  disableChangeTracking(db);
}

function expectChangeTracking(cursor: TokenCursor): void {
  cursor.expectWord('CHANGE', 'ORA-19766: missing CHANGE keyword');
  cursor.expectWord('TRACKING', 'ORA-19767: missing TRACKING keyword');
}

/** `MOVE DATAFILE {n | 'name'} [TO 'name'] [REUSE] [KEEP]` */
function moveOneDatafile(cursor: TokenCursor, db: LabDatabase): void {
  const number = takeDatafile(cursor, db);
  const to = cursor.tryWords('TO') ? cursor.expectString('ORA-02236: invalid file name') : undefined;
  const reuse = cursor.tryWords('REUSE');
  const keep = cursor.tryWords('KEEP');
  cursor.expectEnd(invalidOption);
  requireOpenForChanges(db);
  moveDatafile(db, datafile(db, number), { to, reuse, keep });
}

function changeDatafile(cursor: TokenCursor, db: LabDatabase): void {
  const file = takeDatafile(cursor, db);
  cursor.expectWord('RESIZE', invalidOption);
  const blocks = takeBlocks(cursor, db);
  cursor.expectEnd(invalidOption);
  requireOpenForChanges(db);
  resizeDatafile(db, file, blocks);
}

/** Number of a datafile, named by it or by its file. */
function takeDatafile(cursor: TokenCursor, db: LabDatabase): number {
  const named = cursor.take();
  const found = db.sql.get<{ file: number }>('select file from datafile where name = ? or file = ?', named.text, named.kind === 'number' ? Number(named.text) : -1);
  if (found === undefined) throw new OracleError(`ORA-01516: nonexistent log file, data file, or temporary file "${named.text}" in the current container`);
  return found.file;
}
