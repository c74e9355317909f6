import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import { parseCreateSequence } from './parse-create-sequence.ts';
import { parseCreateTable } from './parse-create-table.ts';
import { sqlTypeOf } from './sql-types.ts';
import { statementBinder, type StatementContext } from './statement-binder.ts';
import { StatementCursor } from '#lab/tools/sqlplus/sql/statement-cursor.ts';
import type { SequenceDefinition, TableDefinition } from './table-definition.ts';

/** Runs CREATE TABLE or CREATE SEQUENCE. @throws {OracleError} ORA-00955 when the schema has something of that name */
export function createObject(text: string, context: StatementContext): void {
  if (/^\s*create\s+sequence\b/i.test(text)) createSequence(parseCreateSequence(text), context);
  else createTable(parseCreateTable(text, systemNames(context)), context);
}

function createSequence(sequence: SequenceDefinition, { file }: StatementContext): void {
  refuseTaken(sequence.name, file);
  file.addObject(sequence.name, { kind: 'sequence', sequence });
  file.run('INSERT INTO icb_sequences (name, increment_by, start_with) VALUES (?, ?, ?)', sequence.name, sequence.incrementBy, sequence.startWith);
}

function createTable(table: TableDefinition, context: StatementContext): void {
  const { file } = context;
  refuseTaken(table.name, file);
  const binder = statementBinder(context);
  const sources = [{ alias: table.name, columns: table.columns.map(({ name, type }) => ({ name, type: sqlTypeOf(type), sql: `"${name}"` })) }];
  const scope = { sources, commonTables: new Map(), outer: undefined };
  const parts = [
    ...table.columns.map(({ name }) => `"${name}"`),
    ...table.uniques.map(({ name, columns }) => `CONSTRAINT "${name}" UNIQUE (${columns.map((column) => `"${column}"`).join(', ')})`),
    ...table.checks.map(({ name, text }) => `CONSTRAINT "${name}" CHECK (${binder.condition(new StatementCursor(text).condition(), scope)})`),
  ];
  file.execute(`CREATE TABLE "${table.name}" (${parts.join(', ')})`);
  file.addObject(table.name, { kind: 'table', table });
}

function refuseTaken(name: string, file: StatementContext['file']): void {
  if (file.findObject(name) !== undefined) throw new SqlError('ORA-00955: name is already used by an existing object');
}

/** Names for constraints without one, as Oracle makes them: SYS_C and a number. */
function systemNames({ file }: StatementContext): () => string {
  const [[tables = 0] = []] = file.rows("SELECT count(*) FROM icb_objects WHERE kind = 'table'", {});
  let number = 8300 + Number(tables) * 50;
  return () => {
    number += 1;
    return `SYS_C${String(number).padStart(6, '0')}`;
  };
}
