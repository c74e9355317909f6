import { createPluggableDatabase } from '#lab/oracle/create-pluggable-database.ts';
import { rootContainer, type LabDatabase } from '#lab/oracle/database.ts';
import { dropPluggableDatabase } from '#lab/oracle/datafile-administration.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import {
  closePluggableDatabase, openPluggableDatabase, pluggableDatabase, pluggableDatabases, rootName, seedContainer, type PluggableDatabase,
} from '#lab/oracle/pluggable-databases.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { openModeOf, requireOpenForChanges, versionOf } from './session-database.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';
import type { StatementContext } from './statements.ts';

const invalidOption = 'ORA-00922: missing or invalid option';

/** `ALTER PLUGGABLE DATABASE name [, name] | ALL [EXCEPT name, ...] OPEN [READ ONLY | READ WRITE] | CLOSE [IMMEDIATE]`, after the first three words. */
export function alterPluggableDatabase(cursor: TokenCursor, db: LabDatabase): StatementResult {
  if (!isAtLeast(versionOf(db), '12.1')) throw new SqlError('ORA-00940: invalid ALTER command', 6);
  requireRoot(db);
  const chosen = takeChosen(cursor, db);
  const isOpening = cursor.tryWords('OPEN');
  if (!isOpening && !cursor.tryWords('CLOSE')) throw new SqlError(invalidOption, cursor.offset);
  const readOnly = isOpening && cursor.tryWords('READ', 'ONLY');
  if (isOpening && !readOnly) cursor.tryWords('READ', 'WRITE');
  if (!isOpening) cursor.tryWords('IMMEDIATE');
  cursor.expectEnd(invalidOption);
  const mode = openModeOf(db);
  if (mode === 'MOUNTED') throw new OracleError('ORA-01109: database not open');
  if (mode === 'READ ONLY' && isOpening && !readOnly) throw new OracleError('ORA-65054: Cannot open a pluggable database in the desired mode.');
  const change = isOpening ? openingIn(db, readOnly) : (pdb: PluggableDatabase) => closePluggableDatabase(db, pdb);
  for (const name of chosen) db.sql.transaction(() => change(pluggableDatabase(db, name)));
  return done('Pluggable database altered.');
}

/** `CREATE PLUGGABLE DATABASE name ADMIN USER name IDENTIFIED BY password`, after the first three words. */
export function createPluggableDatabaseStatement(cursor: TokenCursor, db: LabDatabase): StatementResult {
  requireRoot(db);
  const name = takeName(cursor);
  const hasUser = cursor.tryWords('ADMIN', 'USER') && takeName(cursor) !== '' && cursor.tryWords('IDENTIFIED', 'BY') && takeName(cursor) !== '';
  if (!hasUser) throw new SqlError('ORA-65000: missing or invalid pluggable database name', cursor.offset);
  cursor.expectEnd(invalidOption);
  requireOpenForChanges(db);
  db.sql.transaction(() => createPluggableDatabase(db, name));
  return done('Pluggable database created.');
}

/** `DROP PLUGGABLE DATABASE name INCLUDING | KEEP DATAFILES`, after the first three words. */
export function dropPluggableDatabaseStatement(cursor: TokenCursor, db: LabDatabase): StatementResult {
  requireRoot(db);
  const name = takeName(cursor);
  const including = cursor.tryWords('INCLUDING', 'DATAFILES');
  if (!including) cursor.tryWords('KEEP', 'DATAFILES');
  cursor.expectEnd(invalidOption);
  requireOpenForChanges(db);
  dropPluggableDatabase(db, name, { keepDatafiles: !including });
  return done('Pluggable database dropped.');
}

/** `ALTER SESSION SET CONTAINER = name`, after CONTAINER. A container that is closed can be entered, too. */
export function setContainer(cursor: TokenCursor, { db, session }: Pick<StatementContext, 'db' | 'session'>): StatementResult {
  if (!isAtLeast(versionOf(db), '12.1')) throw new SqlError('ORA-02248: invalid option for ALTER SESSION', cursor.offset);
  cursor.expectSymbol('=', 'ORA-00927: missing equal sign');
  const name = cursor.expectName('ORA-65015: missing or invalid container name');
  cursor.expectEnd(invalidOption);
  requireContainerDatabase(db);
  session.container = name === rootName ? undefined : pluggableDatabase(db, name).con_id;
  return done('Session altered.');
}

/** Names that are written out must be known; ALL means those that can be changed by it, the seed never being among them. */
function takeChosen(cursor: TokenCursor, db: LabDatabase): readonly string[] {
  if (!cursor.tryWords('ALL')) return takeNames(cursor).map((name) => pluggableDatabase(db, name).name);
  const except = cursor.tryWords('EXCEPT') ? takeNames(cursor).map((name) => pluggableDatabase(db, name).name) : [];
  const isOpening = cursor.atWord('OPEN');
  return pluggableDatabases(db)
    .filter(({ con_id, open_mode, name }) => con_id !== seedContainer && (open_mode === 'MOUNTED') === isOpening && !except.includes(name))
    .map(({ name }) => name);
}

function takeNames(cursor: TokenCursor): readonly string[] {
  const names = [takeName(cursor)];
  while (cursor.trySymbol(',')) names.push(takeName(cursor));
  return names;
}

function takeName(cursor: TokenCursor): string {
  return cursor.expectName('ORA-65000: missing or invalid pluggable database name');
}

function openingIn(db: LabDatabase, readOnly: boolean): (pdb: PluggableDatabase) => void {
  return (pdb) => openPluggableDatabase(db, pdb, readOnly ? 'READ ONLY' : 'READ WRITE');
}

function requireRoot(db: LabDatabase): void {
  requireContainerDatabase(db);
  if ((db.container ?? rootContainer) !== rootContainer) throw new OracleError('ORA-65040: operation not allowed from within a pluggable database');
}

function requireContainerDatabase(db: LabDatabase): void {
  if (openModeOf(db) === 'NOMOUNT') throw new OracleError('ORA-01507: database not mounted');
  const { cdb } = db.sql.one<{ cdb: string }>('select cdb from database');
  if (cdb !== 'YES') throw new OracleError('ORA-65090: operation only allowed in a container database');
}
