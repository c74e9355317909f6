import { OracleError } from '#lab/oracle/oracle-error.ts';
import type { Clock } from '#core/clock.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import type { StatementSettings } from '#lab/tools/sqlplus/sql/bound.ts';
import { readQuery } from '#lab/tools/sqlplus/sql/read-query.ts';
import type { OutputColumn } from '#lab/tools/sqlplus/sql/scope.ts';
import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import { type BindValue, markBinds } from './bind-value.ts';
import { CatalogFile, type StoredValue } from './catalog-file.ts';
import { createObject } from './create-object.ts';
import { deleteRows } from './delete.ts';
import { insert } from './insert.ts';
import type { Sequences } from './sequences.ts';
import { bindScope, namedValues, statementBinder, type StatementContext } from './statement-binder.ts';
import { type StatementKind, statementKind } from './statement-kind.ts';
import type { WriteTurn } from './write-turn.ts';

export type SqlResult =
  | { readonly kind: 'rows'; readonly columns: readonly OutputColumn[]; readonly rows: readonly (readonly StoredValue[])[] }
  | { readonly kind: 'changed'; readonly count: number };

/** What all sessions of a listener share. */
export interface SharedCatalog {
  readonly path: string;
  /** Owner of the schema, in upper case. */
  readonly user: string;
  readonly clock: Clock;
  readonly turn: WriteTurn;
  readonly sequences: Sequences;
}

/** One session: its statements, and its transaction, which nobody else sees before COMMIT. */
export class SqlSession implements Disposable {
  readonly #shared: SharedCatalog;
  readonly #file: CatalogFile;
  readonly #currentValues = new Map<string, number>();
  #inTransaction = false;

  constructor(shared: SharedCatalog) {
    this.#shared = shared;
    this.#file = new CatalogFile(shared.path, (sequence) => {
      const value = shared.sequences.next(sequence, this.#file);
      this.#currentValues.set(sequence, value);
      return value;
    });
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  /**
   * Runs a statement; waits while another session has changes that are not committed.
   * @throws {OracleError} what Oracle says; then nothing of the statement is done
   */
  async execute(text: string, binds: readonly BindValue[], signal: AbortSignal): Promise<SqlResult> {
    const { text: marked, bindCount, offsetOf } = markBinds(text);
    if (binds.length < bindCount) throw new OracleError('ORA-01008: not all variables bound');
    if (binds.length > bindCount) throw new OracleError('ORA-01036: illegal variable name/number');
    try {
      return await this.#execute(statementKind(marked), { text: marked, binds }, signal);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new SqlError(error.lines, offsetOf(error.offset));
    }
  }

  /** The columns of a query, nothing for another statement. @throws {OracleError} */
  describe(text: string): readonly OutputColumn[] {
    const { text: marked, bindCount } = markBinds(text);
    if (statementKind(marked) !== 'query') return [];
    const binds = Array.from({ length: bindCount }, (): BindValue => ({ type: { kind: 'null' }, value: null, isLong: false }));
    return this.#bindQuery(marked, this.#context(binds)).columns;
  }

  commit(): void {
    this.#end('COMMIT');
  }

  rollback(): void {
    this.#end('ROLLBACK');
  }

  /** Rolls back what is not committed. */
  [Symbol.dispose](): void {
    this.rollback();
    this.#file[Symbol.dispose]();
  }

  async #execute(kind: StatementKind, { text, binds }: { readonly text: string; readonly binds: readonly BindValue[] }, signal: AbortSignal): Promise<SqlResult> {
    if (kind === 'query' && !usesSequence(text)) return this.#query(text, binds);
    // DDL commits what was done before it, and itself.
    if (kind === 'create') this.commit();
    const wasInTransaction = this.#inTransaction;
    await this.#begin(signal);
    try {
      const result = this.#atomically(() => this.#change(kind, text, binds));
      if (kind === 'create' || kind === 'query') this.#endOwn(wasInTransaction, 'COMMIT');
      else if (result.kind === 'changed' && result.count === 0) this.#endOwn(wasInTransaction, 'COMMIT');
      return result;
    } catch (error) {
      this.#endOwn(wasInTransaction, 'ROLLBACK');
      throw error;
    }
  }

  #change(kind: StatementKind, text: string, binds: readonly BindValue[]): SqlResult {
    if (kind === 'query') return this.#query(text, binds);
    const context = this.#context(binds);
    if (kind === 'create') {
      createObject(text, context);
      return { kind: 'changed', count: 0 };
    }
    return { kind: 'changed', count: kind === 'insert' ? insert(text, context) : deleteRows(text, context) };
  }

  #query(text: string, binds: readonly BindValue[]): SqlResult {
    const { sql, columns } = this.#bindQuery(text, this.#context(binds));
    return { kind: 'rows', columns, rows: this.#file.rows(sql, namedValues(binds)) };
  }

  #bindQuery(text: string, context: StatementContext): { readonly sql: string; readonly columns: readonly OutputColumn[] } {
    return statementBinder(context).query(readQuery(text), bindScope(context.binds));
  }

  #context(binds: readonly BindValue[]): StatementContext {
    return { file: this.#file, settings: this.#settings(), binds, currentValue: (sequence) => this.#currentValues.get(sequence) };
  }

  #settings(): StatementSettings {
    const instant = this.#shared.clock.now();
    const { user } = this.#shared;
    return {
      now: oracleTime(instant),
      systimestamp: instant.toLocal().toFormat("yyyy-MM-dd HH:mm:ss.SSS'000' ZZ"),
      user,
      nlsDateFormat: 'DD-MON-RR',
      nlsTimestampFormat: 'DD-MON-RR HH.MI.SS.FF AM',
      userenv: { SESSION_USER: user, CURRENT_SCHEMA: user },
    };
  }

  async #begin(signal: AbortSignal): Promise<void> {
    if (this.#inTransaction) return;
    await this.#shared.turn.take(this, signal);
    this.#file.execute('BEGIN IMMEDIATE');
    this.#inTransaction = true;
  }

  #atomically(work: () => SqlResult): SqlResult {
    this.#file.execute('SAVEPOINT statement');
    try {
      const result = work();
      this.#shared.sequences.save(this.#file);
      return result;
    } catch (error) {
      this.#file.execute('ROLLBACK TO statement');
      throw error;
    } finally {
      this.#file.execute('RELEASE statement');
    }
  }

  /** Ends a transaction that only this statement was part of. */
  #endOwn(wasInTransaction: boolean, how: 'COMMIT' | 'ROLLBACK'): void {
    if (!wasInTransaction) this.#end(how);
  }

  #end(how: 'COMMIT' | 'ROLLBACK'): void {
    if (!this.#inTransaction) return;
    this.#file.execute(how);
    this.#inTransaction = false;
    this.#shared.turn.end(this);
  }
}

/** A query that takes numbers from a sequence changes the sequence. */
function usesSequence(text: string): boolean {
  return /\.\s*nextval\b/i.test(text);
}
