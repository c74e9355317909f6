import {
  addDatafile, createTablespace, dropTablespace, setTablespaceOnline, setTablespaceReadOnly,
} from '#lab/oracle/datafile-administration.ts';
import { currentContainer, type LabDatabase } from '#lab/oracle/database.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { requireOpenForChanges } from './session-database.ts';
import { takeBlocks } from './size-clause.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

/** Oracle's size for an Oracle-managed file is 100 MB; the lab's files are small. */
const defaultBlocks = 128;

/** `CREATE TABLESPACE name [DATAFILE SIZE n]`, with an Oracle-managed file. */
export function createTablespaceStatement(cursor: TokenCursor, db: LabDatabase): StatementResult {
  const name = cursor.expectName('ORA-02180: invalid option for CREATE TABLESPACE');
  const blocks = takeDatafileSize(cursor, db);
  cursor.expectEnd('ORA-02180: invalid option for CREATE TABLESPACE');
  requireOpenForChanges(db);
  if (isKnown(db, name)) throw new OracleError(`ORA-01543: tablespace '${name}' already exists`);
  createTablespace(db, name, blocks);
  return done('Tablespace created.');
}

/** `ALTER TABLESPACE name ADD DATAFILE [SIZE n] | READ ONLY | READ WRITE | OFFLINE | ONLINE`. */
export function alterTablespace(cursor: TokenCursor, db: LabDatabase): StatementResult {
  const name = knownTablespace(cursor, db);
  const invalidOption = 'ORA-02142: missing or invalid ALTER TABLESPACE option';
  if (cursor.tryWords('ADD')) {
    if (!cursor.atWord('DATAFILE')) throw new SqlError(invalidOption, cursor.offset);
    const blocks = takeDatafileSize(cursor, db);
    cursor.expectEnd(invalidOption);
    addDatafile(db, name, blocks);
    return done('Tablespace altered.');
  }
  const readOnly = cursor.tryWords('READ', 'ONLY');
  const readWrite = !readOnly && cursor.tryWords('READ', 'WRITE');
  const offline = cursor.tryWords('OFFLINE');
  if (offline) cursor.tryWords('NORMAL');
  const online = cursor.tryWords('ONLINE');
  cursor.expectEnd(invalidOption);
  if (readOnly || readWrite) setTablespaceReadOnly(db, name, readOnly);
  else if (offline || online) setTablespaceOnline(db, name, online);
  else throw new SqlError(invalidOption, cursor.offset);
  return done('Tablespace altered.');
}

/** `DROP TABLESPACE name INCLUDING CONTENTS [AND DATAFILES]`. */
export function dropTablespaceStatement(cursor: TokenCursor, db: LabDatabase): StatementResult {
  const name = knownTablespace(cursor, db);
  if (!cursor.tryWords('INCLUDING', 'CONTENTS')) throw new OracleError('ORA-01549: tablespace not empty, use INCLUDING CONTENTS option');
  cursor.tryWords('AND', 'DATAFILES');
  cursor.expectEnd('ORA-02173: invalid option for DROP TABLESPACE');
  if (name === 'SYSTEM' || name === 'SYSAUX') throw new OracleError(`ORA-01550: cannot drop system tablespace`);
  dropTablespace(db, name);
  return done('Tablespace dropped.');
}

function knownTablespace(cursor: TokenCursor, db: LabDatabase): string {
  const name = cursor.expectName('ORA-02216: tablespace name expected');
  requireOpenForChanges(db);
  if (!isKnown(db, name)) throw new OracleError(`ORA-00959: tablespace '${name}' does not exist`);
  return name;
}

function isKnown(db: LabDatabase, name: string): boolean {
  return db.sql.get('select 1 from tablespace where con_id = ? and name = ?', currentContainer(db), name) !== undefined;
}

function takeDatafileSize(cursor: TokenCursor, db: LabDatabase): number {
  if (!cursor.tryWords('DATAFILE')) return defaultBlocks;
  if (cursor.peek().kind === 'string') {
    // the engine names its files itself (DB_CREATE_FILE_DEST)
    throw new SqlError('ORA-02236: invalid file name', cursor.offset);
  }
  return cursor.tryWords('SIZE') ? takeBlocks(cursor, db) : defaultBlocks;
}
