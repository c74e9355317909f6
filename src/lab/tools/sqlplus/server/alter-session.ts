import { dateModel } from '../sql/date-model.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { setContainer } from './pluggable-databases.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';
import type { StatementContext } from './statements.ts';

const invalidOption = 'ORA-02248: invalid option for ALTER SESSION';

/** `ALTER SESSION SET NLS_DATE_FORMAT = '...'` or `SET CONTAINER = name`, after the first two words; the lab's sessions have nothing else to set. */
export function alterSession(cursor: TokenCursor, { db, session }: Pick<StatementContext, 'db' | 'session'>): StatementResult {
  if (cursor.tryWords('SET', 'CONTAINER')) return setContainer(cursor, { db, session });
  if (!cursor.tryWords('SET') || !cursor.tryWords('NLS_DATE_FORMAT')) throw new SqlError(invalidOption, cursor.offset);
  cursor.expectSymbol('=', 'ORA-00927: missing equal sign');
  const format = cursor.expectString('ORA-00922: missing or invalid option');
  cursor.expectEnd('ORA-00922: missing or invalid option');
  dateModel(format);
  session.nlsDateFormat = format;
  return done('Session altered.');
}
