import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import type { StatementContext } from './statement-binder.ts';
import type { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import type { TableDefinition } from './table-definition.ts';

/** Reads the name of a table to be changed. @throws {SqlError} ORA-00942 when the schema has none of that name */
export function readTableName(cursor: StatementCursor, { file, settings }: StatementContext): TableDefinition {
  const { offset } = cursor;
  const first = cursor.expectName('ORA-00903: invalid table name');
  const [schema, name] = cursor.trySymbol('.') ? [first, cursor.expectName('ORA-00903: invalid table name')] : [settings.user, first];
  const object = schema === settings.user ? file.findObject(name) : undefined;
  if (object?.kind !== 'table') throw new SqlError('ORA-00942: table or view does not exist', offset);
  return object.table;
}
