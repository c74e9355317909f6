import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { textRuntime } from '#lab/tools/sqlplus/sql/text-runtime.ts';
import { valueRuntime } from '#lab/tools/sqlplus/sql/value-runtime.ts';
import type { SequenceDefinition, TableDefinition } from './table-definition.ts';

export type StoredValue = string | number | null;

export type SchemaObject =
  | { readonly kind: 'table'; readonly table: TableDefinition }
  | { readonly kind: 'sequence'; readonly sequence: SequenceDefinition };

/** What the schema consists of, beside the tables themselves. */
const dictionary = `
  CREATE TABLE IF NOT EXISTS icb_objects (name TEXT PRIMARY KEY, kind TEXT NOT NULL, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS icb_sequences (name TEXT PRIMARY KEY, last_value NUMERIC, increment_by NUMERIC NOT NULL, start_with NUMERIC NOT NULL);
`;

/** One session's way to the file that holds the schema. */
export class CatalogFile implements Disposable {
  readonly #database: DatabaseSync;

  /** `nextValue` gives the next number of a sequence. */
  constructor(path: string, nextValue: (sequence: string) => number) {
    // Nobody else writes while a session does (write-turn.ts), so nothing here ever waits.
    this.#database = new DatabaseSync(path, { timeout: 0 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
    this.#database.exec(dictionary);
    for (const [name, run] of Object.entries({ ...textRuntime, ...valueRuntime })) {
      this.#database.function(name, { deterministic: true, varargs: true }, run as (...args: unknown[]) => StoredValue);
    }
    this.#database.function('ora_nextval', (sequence) => nextValue(String(sequence)));
  }

  findObject(name: string): SchemaObject | undefined {
    const row = this.#database.prepare('SELECT kind, definition FROM icb_objects WHERE name = ?').get(name);
    if (row === undefined) return undefined;
    const definition: unknown = JSON.parse(String(row['definition']));
    return row['kind'] === 'table' ? { kind: 'table', table: definition as TableDefinition } : { kind: 'sequence', sequence: definition as SequenceDefinition };
  }

  addObject(name: string, object: SchemaObject): void {
    const definition = object.kind === 'table' ? object.table : object.sequence;
    this.run('INSERT INTO icb_objects (name, kind, definition) VALUES (?, ?, ?)', name, object.kind, JSON.stringify(definition));
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs a change; returns the number of rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  /** Runs a change with bind variables `:b1` and so on. */
  runNamed(sql: string, values: Readonly<Record<string, StoredValue>>): number {
    return this.#calling(() => Number(this.#named(sql).run({ ...values }).changes));
  }

  rows(sql: string, values: Readonly<Record<string, StoredValue>>): StoredValue[][] {
    return this.#calling(() => {
      const statement = this.#named(sql);
      statement.setReturnArrays(true);
      return statement.all({ ...values }) as unknown as StoredValue[][];
    });
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #named(sql: string): ReturnType<DatabaseSync['prepare']> {
    const statement = this.#database.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    return statement;
  }

  #calling<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof OracleError) throw error;
      throw new OracleError('ORA-03001: unimplemented feature', `in this simulation: ${(error as Error).message}`);
    }
  }
}
