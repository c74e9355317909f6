import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import type { ColumnType } from './sql-types.ts';
import type { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';

const missingParenthesis = 'ORA-00907: missing right parenthesis';
/** Of a VARCHAR2, in bytes. */
const longestText = 4000;

/** Reads the type of a column. @throws {SqlError} ORA-00902 for one that is not simulated, ORA-00910 and ORA-01727 for sizes */
export function parseColumnType(cursor: StatementCursor): ColumnType {
  const { offset } = cursor;
  if (cursor.tryWords('VARCHAR2')) return readText(cursor);
  if (cursor.tryWords('NUMBER')) return readNumber(cursor);
  if (cursor.tryWords('INTEGER')) return { kind: 'number', precision: 38, scale: 0 };
  if (cursor.tryWords('DATE')) return { kind: 'date' };
  if (cursor.tryWords('CLOB')) return { kind: 'clob' };
  if (!cursor.tryWords('TIMESTAMP')) throw new SqlError('ORA-00902: invalid datatype', offset);
  if (cursor.trySymbol('(')) {
    readSize(cursor);
    cursor.expectSymbol(')', missingParenthesis);
  }
  if (cursor.atWord('WITH')) throw new SqlError(['ORA-03001: unimplemented feature', 'TIMESTAMP WITH TIME ZONE as a column'], cursor.offset);
  return { kind: 'timestamp' };
}

function readText(cursor: StatementCursor): ColumnType {
  cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
  const { offset } = cursor;
  const size = readSize(cursor);
  if (size < 1) throw new SqlError('ORA-01723: zero-length columns are not allowed', offset);
  if (size > longestText) throw new SqlError('ORA-00910: specified length too long for its datatype', offset);
  const unit = cursor.tryWords('CHAR') ? 'char' : 'byte';
  cursor.tryWords('BYTE');
  cursor.expectSymbol(')', missingParenthesis);
  return { kind: 'varchar2', size, unit };
}

function readNumber(cursor: StatementCursor): ColumnType {
  if (!cursor.trySymbol('(')) return { kind: 'number' };
  const { offset } = cursor;
  const precision = readSize(cursor);
  if (precision < 1 || precision > 38) throw new SqlError('ORA-01727: numeric precision specifier is out of range (1 to 38)', offset);
  const scale = cursor.trySymbol(',') ? readSize(cursor) : 0;
  cursor.expectSymbol(')', missingParenthesis);
  return { kind: 'number', precision, scale };
}

function readSize(cursor: StatementCursor): number {
  const token = cursor.peek();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw new SqlError('ORA-02017: integer value required', cursor.offset);
  return Number(cursor.take().text);
}
