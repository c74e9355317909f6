import { StatementCursor } from './statement-cursor.ts';
import type { Query } from './syntax-tree.ts';

/** Reads a statement that is a query from beginning to end. @throws {SqlError} with Oracle's syntax errors */
export function readQuery(text: string): Query {
  const cursor = new StatementCursor(text);
  const query = cursor.query();
  cursor.expectEnd('ORA-00933: SQL command not properly ended');
  return query;
}
