import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import type { SequenceDefinition } from './table-definition.ts';

/** Reads CREATE SEQUENCE. @throws {SqlError} ORA-00933 for an option that is not simulated */
export function parseCreateSequence(text: string): SequenceDefinition {
  const cursor = new StatementCursor(text);
  cursor.tryWords('CREATE', 'SEQUENCE');
  const name = cursor.expectName('ORA-02277: invalid sequence name');
  let startWith = 1;
  let incrementBy = 1;
  while (!cursor.atEnd) {
    if (cursor.tryWords('START', 'WITH')) startWith = readNumber(cursor);
    else if (cursor.tryWords('INCREMENT', 'BY')) incrementBy = readNumber(cursor);
    else if (cursor.tryWords('CACHE')) readNumber(cursor);
    else if (!['NOCACHE', 'ORDER', 'NOORDER', 'NOCYCLE', 'NOMAXVALUE', 'NOMINVALUE'].some((option) => cursor.tryWords(option))) {
      throw new SqlError('ORA-00933: SQL command not properly ended', cursor.offset);
    }
  }
  if (incrementBy === 0) throw new SqlError('ORA-04002: INCREMENT must be a nonzero integer');
  return { name, startWith, incrementBy };
}

function readNumber(cursor: StatementCursor): number {
  const token = cursor.peek();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw new SqlError('ORA-01722: invalid number', cursor.offset);
  return Number(cursor.take().text);
}
