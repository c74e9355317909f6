import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** A row as SQLite gives it. */
export type SqlRow = Record<string, string | number | null>;

// The shape of a row is the caller's word for what the table definition says: a type parameter that is used once.
/* oxlint-disable typescript/no-unnecessary-type-parameters */

/** Prepared access to a control file. */
export class SqlAccess {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Every row; the caller states the row's shape, which the table definition vouches for. */
  all<Row = SqlRow>(statement: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(statement).all(...values) as Row[];
  }

  /** The first row, or nothing. */
  get<Row = SqlRow>(statement: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(statement).get(...values) as Row | undefined;
  }

  /** The first row of a query that always has one. */
  one<Row = SqlRow>(statement: string, ...values: SQLInputValue[]): Row {
    const row = this.get<Row>(statement, ...values);
    if (row === undefined) throw new Error(`the control file has no row for: ${statement}`);
    return row;
  }

  /** Runs a change; returns the number of rows changed and the last new recid. */
  run(statement: string, ...values: SQLInputValue[]): { readonly changes: number; readonly recid: number } {
    const { changes, lastInsertRowid } = this.#prepare(statement).run(...values);
    return { changes: Number(changes), recid: Number(lastInsertRowid) };
  }

  /** Inserts one row given as an object whose keys are column names. */
  insert(table: string, row: Readonly<Record<string, SQLInputValue>>): number {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    return this.run(`insert into ${table} (${columns.join(', ')}) values (${places})`, ...Object.values(row)).recid;
  }

  /** All or nothing; inside another transaction it is simply part of that one. */
  transaction<Result>(work: () => Result): Result {
    if (this.#database.isTransaction) return work();
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }

  /** Counts up a named counter and returns its new value, the first being 1. */
  nextNumber(counter: string): number {
    return this.one<{ value: number }>(
      'insert into counter (name, value) values (?, 1) on conflict (name) do update set value = value + 1 returning value',
      counter,
    ).value;
  }

  #prepare(statement: string): StatementSync {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(statement);
    this.#statements.set(statement, prepared);
    return prepared;
  }
}
