import type { LabDatabase } from '#lab/oracle/database.ts';
import { archiveLogCurrent, switchLog } from '#lab/oracle/redo/log-switch.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { requireOpenForChanges } from './session-database.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

const illegalOption = 'ORA-02065: illegal option for ALTER SYSTEM';
/** Parameters of the lab that a running instance cannot change. */
const staticParameters = new Set([
  'compatible', 'control_files', 'db_block_size', 'db_files', 'db_name', 'db_unique_name', 'enable_pluggable_database', 'instance_name', 'instance_number',
  'log_archive_format', 'spfile', 'thread', 'undo_management',
]);

interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** `ALTER SYSTEM`, after these two words. */
export function alterSystem(cursor: TokenCursor, db: LabDatabase): StatementResult {
  if (db.container !== undefined && cursor.atWord('ARCHIVE', 'SWITCH')) throw new OracleError('ORA-65040: operation not allowed from within a pluggable database');
  if (cursor.tryWords('ARCHIVE', 'LOG')) {
    if (!cursor.tryWords('CURRENT')) throw new SqlError(illegalOption, cursor.offset);
    cursor.expectEnd(illegalOption);
    requireOpenForChanges(db);
    archiveLogCurrent(db);
    return done('System altered.');
  }
  if (cursor.tryWords('SWITCH', 'LOGFILE')) {
    cursor.expectEnd(illegalOption);
    requireOpenForChanges(db);
    switchLog(db);
    return done('System altered.');
  }
  if (!cursor.tryWords('SET')) throw new SqlError(illegalOption, cursor.offset);
  setParameters(cursor, db);
  return done('System altered.');
}

function setParameters(cursor: TokenCursor, db: LabDatabase): void {
  const assignments: Assignment[] = [];
  let scope = 'BOTH';
  while (!cursor.atEnd) {
    const { offset } = cursor;
    const name = cursor.expectName(illegalOption).toLowerCase();
    if (name === 'deferred') continue;
    cursor.expectSymbol('=', 'ORA-00927: missing equal sign');
    const value = takeValue(cursor);
    if (name === 'scope') scope = value.toUpperCase();
    else if (name === 'sid') checkSid(value, db);
    else if (name !== 'comment') assignments.push({ name, value });
    if (name === 'scope' && !['BOTH', 'MEMORY', 'SPFILE'].includes(scope)) throw new SqlError(illegalOption, offset);
  }
  if (assignments.length === 0) throw new SqlError(illegalOption, cursor.offset);
  // its value begins to count at a restart, and the database host's instance never restarts
  if (scope === 'SPFILE') throw new OracleError('ORA-03001: unimplemented feature', 'in this simulation: SCOPE=SPFILE');
  for (const { name, value } of assignments) {
    if (staticParameters.has(name)) throw new OracleError('ORA-02095: specified initialization parameter cannot be modified');
    setParameter(db, name, value);
  }
}

/** A string, a word, or a number with K, M or G behind it. */
function takeValue(cursor: TokenCursor): string {
  const token = cursor.take();
  if (token.kind === 'end' || token.kind === 'symbol') throw new SqlError('ORA-02017: integer value required', token.offset);
  if (token.kind === 'word') return cursor.text.slice(token.offset, token.end);
  if (token.kind !== 'number') return token.text;
  const unit = cursor.peek();
  const factor = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }[unit.offset === token.end ? unit.text : ''];
  if (factor === undefined) return token.text;
  cursor.take();
  return String(Number(token.text) * factor);
}

function checkSid(sid: string, db: LabDatabase): void {
  const { instance_name } = db.sql.one<{ instance_name: string }>('select instance_name from instance');
  if (sid !== '*' && sid !== instance_name) throw new OracleError('ORA-32018: parameter cannot be modified in memory on another instance');
}
