import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import { parseColumnType } from './parse-column-type.ts';
import { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import type { CheckConstraint, TableColumn, TableDefinition, UniqueConstraint } from './table-definition.ts';

const missingParenthesis = 'ORA-00907: missing right parenthesis';

interface Constraints {
  readonly uniques: UniqueConstraint[];
  readonly checks: CheckConstraint[];
  /** Columns of the primary key: NULL is not for them. */
  readonly keyColumns: string[];
}

/**
 * Reads CREATE TABLE. `nextSystemName` names a constraint that has no name.
 * @throws {SqlError} for anything beyond columns and their constraints
 */
export function parseCreateTable(text: string, nextSystemName: () => string): TableDefinition {
  const cursor = new StatementCursor(text);
  cursor.tryWords('CREATE', 'TABLE');
  const name = cursor.expectName('ORA-00903: invalid table name');
  cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
  const columns: TableColumn[] = [];
  const constraints: Constraints = { uniques: [], checks: [], keyColumns: [] };
  do {
    if (cursor.atWord('CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK')) readConstraint(cursor, constraints, { nextSystemName });
    else columns.push(readColumn(cursor, constraints, nextSystemName));
  } while (cursor.trySymbol(','));
  cursor.expectSymbol(')', missingParenthesis);
  cursor.expectEnd('ORA-00922: missing or invalid option');
  checkColumns(columns, constraints);
  const { uniques, checks, keyColumns } = constraints;
  return { name, columns: columns.map((column) => (keyColumns.includes(column.name) ? { ...column, isNullable: false } : column)), uniques, checks };
}

function readColumn(cursor: StatementCursor, constraints: Constraints, nextSystemName: () => string): TableColumn {
  const name = cursor.expectName('ORA-00904: : invalid identifier');
  const type = parseColumnType(cursor);
  const defaultText = cursor.tryWords('DEFAULT') ? readText(cursor, () => cursor.expression()) : undefined;
  let isNullable = true;
  while (!cursor.atSymbol(',', ')') && !cursor.atEnd) {
    if (cursor.tryWords('NOT', 'NULL')) isNullable = false;
    else if (!cursor.tryWords('NULL')) readConstraint(cursor, constraints, { nextSystemName, column: name });
  }
  return { name, type, isNullable, ...(defaultText === undefined ? {} : { defaultText }) };
}

/** A constraint of the table, or of the column it is written behind. */
function readConstraint(cursor: StatementCursor, constraints: Constraints, { nextSystemName, column }: { readonly nextSystemName: () => string; readonly column?: string }): void {
  const name = cursor.tryWords('CONSTRAINT') ? cursor.expectName('ORA-02250: missing or invalid constraint name') : nextSystemName();
  if (cursor.tryWords('CHECK')) {
    cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
    constraints.checks.push({ name, text: readText(cursor, () => cursor.condition()) });
    cursor.expectSymbol(')', missingParenthesis);
    return;
  }
  const isKey = cursor.tryWords('PRIMARY', 'KEY');
  if (!isKey && !cursor.tryWords('UNIQUE')) throw new SqlError(missingParenthesis, cursor.offset);
  const columns = column === undefined ? readNames(cursor) : [column];
  if (isKey && constraints.keyColumns.length > 0) throw new SqlError('ORA-02260: table can have only one primary key', cursor.offset);
  if (isKey) constraints.keyColumns.push(...columns);
  constraints.uniques.push({ name, columns });
}

function readNames(cursor: StatementCursor): string[] {
  cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
  const names: string[] = [];
  do names.push(cursor.expectName('ORA-00904: : invalid identifier'));
  while (cursor.trySymbol(','));
  cursor.expectSymbol(')', missingParenthesis);
  return names;
}

/** What is read, as written. */
function readText(cursor: StatementCursor, read: () => unknown): string {
  const { offset } = cursor;
  read();
  return cursor.text.slice(offset, cursor.endOfLast);
}

function checkColumns(columns: readonly TableColumn[], { uniques }: Constraints): void {
  const names = columns.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new SqlError('ORA-00957: duplicate column name');
  for (const { columns: keys } of uniques) {
    const unknown = keys.find((key) => !names.includes(key));
    if (unknown !== undefined) throw new SqlError(`ORA-00904: "${unknown}": invalid identifier`);
    const isLob = columns.some(({ name, type }) => keys.includes(name) && type.kind === 'clob');
    if (isLob) throw new SqlError('ORA-02329: column of datatype LOB cannot be unique or a primary key');
  }
}
