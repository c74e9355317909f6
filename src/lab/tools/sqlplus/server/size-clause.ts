import { parameter } from '#lab/oracle/database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';

const units: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** `100M` and the like, as a number of database blocks, rounded up. */
export function takeBlocks(cursor: TokenCursor, db: LabDatabase): number {
  const size = cursor.take();
  if (size.kind !== 'number') throw new SqlError('ORA-02180: invalid option for CREATE TABLESPACE', size.offset);
  const unit = units[cursor.peek().offset === size.end ? cursor.peek().text : ''];
  if (unit !== undefined) cursor.take();
  return Math.ceil((Number(size.text) * (unit ?? 1)) / Number(parameter(db, 'db_block_size')));
}
