import { OracleError } from '#lab/oracle/oracle-error.ts';
import { bindExpression } from '#lab/tools/sqlplus/sql/bind-expression.ts';
import { asDate, asType, type Bound, fits, type SqlType, typeName } from '#lab/tools/sqlplus/sql/bound.ts';
import type { Binder } from '#lab/tools/sqlplus/sql/scope.ts';
import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import type { Expression } from '#lab/tools/sqlplus/sql/syntax-tree.ts';
import type { StoredValue } from './catalog-file.ts';
import { isClob, sqlTypeOf } from './sql-types.ts';
import { bindScope, namedValues, statementBinder, type StatementContext } from './statement-binder.ts';
import { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import { storeValue } from './store-value.ts';
import type { TableColumn, TableDefinition } from './table-definition.ts';
import { readTableName } from './table-name.ts';

interface Insert {
  readonly table: TableDefinition;
  readonly columns: readonly TableColumn[];
  /** For SQLite: gives the rows to insert. */
  readonly sql: string;
}

/** Runs INSERT with VALUES or with a query; returns the number of rows. @throws {OracleError} */
export function insert(text: string, context: StatementContext): number {
  const { table, columns, sql } = bindInsert(text, context);
  const rows = context.file.rows(sql, namedValues(context.binds));
  const written = [...columns, ...defaulted(table, columns)];
  const target = `INSERT INTO "${table.name}" (${written.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${written.map(() => '?').join(', ')})`;
  const place = `"${context.settings.user}"."${table.name}"`;
  for (const row of rows) {
    const values = written.map((column, index) => storeValue(index < row.length ? (row[index] ?? null) : defaultValue(column, context), column, place));
    store(target, values, { table, context });
  }
  return rows.length;
}

/** Columns that the statement does not name. */
function defaulted(table: TableDefinition, named: readonly TableColumn[]): readonly TableColumn[] {
  return table.columns.filter((column) => !named.includes(column));
}

function defaultValue({ type, defaultText }: TableColumn, context: StatementContext): StoredValue {
  if (defaultText === undefined) return null;
  const binder = statementBinder({ ...context, binds: [] });
  const bound = binder.expression(new StatementCursor(defaultText).expression(), bindScope([]));
  return context.file.rows(`SELECT ${converted(bound, sqlTypeOf(type), { binder, offset: 0 })}`, {})[0]?.[0] ?? null;
}

function bindInsert(text: string, context: StatementContext): Insert {
  const cursor = new StatementCursor(text);
  cursor.tryWords('INSERT');
  cursor.expectWord('INTO', 'ORA-00925: missing INTO keyword');
  const table = readTableName(cursor, context);
  const columns = cursor.atSymbol('(') ? readColumns(cursor, table) : table.columns;
  const sql = cursor.atWord('SELECT', 'WITH') ? bindRows(cursor, columns, context) : bindValues(cursor, columns, context);
  cursor.expectEnd('ORA-00933: SQL command not properly ended');
  return { table, columns, sql };
}

function readColumns(cursor: StatementCursor, table: TableDefinition): TableColumn[] {
  const columns: TableColumn[] = [];
  cursor.take();
  do {
    const { offset } = cursor;
    const name = cursor.expectName('ORA-01747: invalid user.table.column, table.column, or column specification');
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new SqlError(`ORA-00904: "${name}": invalid identifier`, offset);
    if (columns.includes(column)) throw new SqlError('ORA-00957: duplicate column name', offset);
    columns.push(column);
  } while (cursor.trySymbol(','));
  cursor.expectSymbol(')', 'ORA-00907: missing right parenthesis');
  return columns;
}

function bindValues(cursor: StatementCursor, columns: readonly TableColumn[], context: StatementContext): string {
  cursor.expectWord('VALUES', 'ORA-00926: missing VALUES keyword');
  cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
  const values: Expression[] = [];
  do values.push(cursor.expression());
  while (cursor.trySymbol(','));
  cursor.expectSymbol(')', 'ORA-00907: missing right parenthesis');
  checkCount(values.length, columns.length);

  const binder = statementBinder(context);
  const scope = bindScope(context.binds);
  const items = columns.map(({ type }, index) => {
    const value = values[index] as Expression;
    const target = sqlTypeOf(type);
    // A long value goes straight into a CLOB column, or nowhere.
    const bound = isClob(target) && value.kind === 'name' && value.quoted ? bindExpression(value, scope, binder) : binder.expression(value, scope);
    return converted(bound, target, { binder, offset: value.offset });
  });
  return `SELECT ${items.join(', ')}`;
}

function bindRows(cursor: StatementCursor, columns: readonly TableColumn[], context: StatementContext): string {
  const { offset } = cursor;
  const binder = statementBinder(context);
  const query = binder.query(cursor.query(), bindScope(context.binds));
  checkCount(query.columns.length, columns.length);
  const items = columns.map(({ type }, index) => {
    const bound: Bound = { sql: `"c${index + 1}"`, type: query.columns[index]?.type ?? { kind: 'null' } };
    return converted(bound, sqlTypeOf(type), { binder, offset });
  });
  return `SELECT ${items.join(', ')} FROM (${query.sql})`;
}

function checkCount(values: number, columns: number): void {
  if (values < columns) throw new SqlError('ORA-00947: not enough values');
  if (values > columns) throw new SqlError('ORA-00913: too many values');
}

function converted(bound: Bound, target: SqlType, { binder, offset }: { readonly binder: Binder; readonly offset: number }): string {
  if (!fits(bound, target)) throw new SqlError(`ORA-00932: inconsistent datatypes: expected ${typeName(target)} got ${typeName(bound.type)}`, offset);
  if (target.kind === 'timestamp') return bound.type.kind === 'timestamp' ? bound.sql : asDate(bound, binder.settings);
  return asType(bound, target, binder.settings);
}

function store(target: string, values: readonly StoredValue[], { table, context }: { readonly table: TableDefinition; readonly context: StatementContext }): void {
  try {
    context.file.run(target, ...values);
  } catch (error) {
    throw violation(error as Error, table, context.settings.user) ?? error;
  }
}

/** SQLite names the columns of a unique constraint, and a check by its name. */
function violation({ message }: Error, { name, uniques }: TableDefinition, owner: string): OracleError | undefined {
  const [, columns] = /^UNIQUE constraint failed: (.*)$/.exec(message) ?? [];
  const unique = uniques.find((candidate) => candidate.columns.map((column) => `${name}.${column}`).join(', ') === columns);
  if (unique !== undefined) return new OracleError(`ORA-00001: unique constraint (${owner}.${unique.name}) violated`);
  const [, check] = /^CHECK constraint failed: (.*)$/.exec(message) ?? [];
  return check === undefined ? undefined : new OracleError(`ORA-02290: check constraint (${owner}.${check}) violated`);
}
