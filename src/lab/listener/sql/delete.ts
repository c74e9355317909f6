import { sqlTypeOf } from './sql-types.ts';
import { bindScope, namedValues, statementBinder, type StatementContext } from './statement-binder.ts';
import { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import { readTableName } from './table-name.ts';

/** Runs DELETE; returns the number of rows. @throws {OracleError} */
export function deleteRows(text: string, context: StatementContext): number {
  const cursor = new StatementCursor(text);
  cursor.tryWords('DELETE');
  cursor.tryWords('FROM');
  const table = readTableName(cursor, context);
  const alias = cursor.peek().kind === 'word' && !cursor.atWord('WHERE') ? cursor.take().text : table.name;
  const condition = cursor.tryWords('WHERE') ? cursor.condition() : undefined;
  cursor.expectEnd('ORA-00933: SQL command not properly ended');

  const columns = table.columns.map(({ name, type }) => ({ name, type: sqlTypeOf(type), sql: `"${table.name}"."${name}"` }));
  const scope = { sources: [{ alias, columns }], commonTables: new Map(), outer: bindScope(context.binds) };
  const where = condition === undefined ? '' : ` WHERE ${statementBinder(context).condition(condition, scope)}`;
  return context.file.runNamed(`DELETE FROM "${table.name}"${where}`, namedValues(context.binds));
}
