import type { LabDatabase } from '#lab/oracle/database.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { openModeOf, versionOf } from './session-database.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

/**
 * `ALTER PLUGGABLE DATABASE ALL OPEN [READ ONLY | READ WRITE]`, after the first three words. The lab's container databases have
 * none but PDB$SEED, which is not among ALL.
 */
export function alterPluggableDatabase(cursor: TokenCursor, db: LabDatabase): StatementResult {
  if (!isAtLeast(versionOf(db), '12.1')) throw new SqlError('ORA-00940: invalid ALTER command', 6);
  requireContainerDatabase(db);
  const invalidOption = 'ORA-65046: operation not allowed from outside a pluggable database';
  if (!cursor.tryWords('ALL', 'OPEN')) throw new SqlError(invalidOption, cursor.offset);
  const readOnly = cursor.tryWords('READ', 'ONLY');
  if (!readOnly) cursor.tryWords('READ', 'WRITE');
  cursor.expectEnd('ORA-00922: missing or invalid option');
  const mode = openModeOf(db);
  if (mode === 'MOUNTED') throw new OracleError('ORA-01109: database not open');
  if (mode === 'READ ONLY' && !readOnly) throw new OracleError('ORA-65054: Cannot open a pluggable database in the desired mode.');
  return done('Pluggable database altered.');
}

/** `ALTER SESSION SET CONTAINER = name`, after CONTAINER. */
export function setContainer(cursor: TokenCursor, db: LabDatabase): StatementResult {
  if (!isAtLeast(versionOf(db), '12.1')) throw new SqlError('ORA-02248: invalid option for ALTER SESSION', cursor.offset);
  cursor.expectSymbol('=', 'ORA-00927: missing equal sign');
  const name = cursor.expectName('ORA-65015: missing or invalid container name');
  cursor.expectEnd('ORA-00922: missing or invalid option');
  requireContainerDatabase(db);
  if (name !== 'CDB$ROOT') throw new OracleError(`ORA-65011: Pluggable database ${name} does not exist.`);
  return done('Session altered.');
}

function requireContainerDatabase(db: LabDatabase): void {
  if (openModeOf(db) === 'NOMOUNT') throw new OracleError('ORA-01507: database not mounted');
  const { cdb } = db.sql.one<{ cdb: string }>('select cdb from database');
  if (cdb !== 'YES') throw new OracleError('ORA-65090: operation only allowed in a container database');
}
