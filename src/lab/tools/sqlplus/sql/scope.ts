import type { DictionaryView } from '../dictionary/dictionary-view.ts';
import type { Bound, SqlType, StatementSettings } from './bound.ts';
import { SqlError } from './sql-error.ts';
import type { Condition, Expression, NameReference, Query } from './syntax-tree.ts';

export interface SourceColumn {
  readonly name: string;
  readonly type: SqlType;
  /** How SQLite reaches it. */
  readonly sql: string;
}

/** One table of a FROM clause. */
export interface Source {
  /** The name that may stand before its columns. */
  readonly alias: string | undefined;
  readonly columns: readonly SourceColumn[];
}

export interface CommonTable {
  readonly query: Query;
  readonly columns: readonly string[];
  readonly scope: Scope;
}

/** What names mean at one place of a statement; names it does not know are looked for around it. */
export interface Scope {
  readonly sources: readonly Source[];
  readonly commonTables: ReadonlyMap<string, CommonTable>;
  readonly outer: Scope | undefined;
}

export interface OutputColumn {
  /** What an enclosing query calls it; an expression without alias has none it could be called by. */
  readonly name: string;
  /** What SQL*Plus writes above it. */
  readonly heading: string;
  readonly type: SqlType;
}

export interface BoundQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  /** Aggregates without GROUP BY: always exactly one row. */
  readonly singleRow: boolean;
}

/** Expressions, conditions and queries contain each other: through this their binders reach one another. */
export interface Binder {
  readonly settings: StatementSettings;
  /** A dictionary view by name; reading it is noted. */
  view(schema: string | undefined, name: string): DictionaryView | undefined;
  expression(expression: Expression, scope: Scope): Bound;
  condition(condition: Condition, scope: Scope): string;
  query(query: Query, outer: Scope | undefined): BoundQuery;
}

/** The column a name means, or nothing. @throws {SqlError} ORA-00918 */
export function findColumn(reference: NameReference, scope: Scope): SourceColumn | undefined {
  for (let place: Scope | undefined = scope; place !== undefined; place = place.outer) {
    const candidates = place.sources
      .filter(({ alias }) => reference.qualifier === undefined || alias === reference.qualifier)
      .flatMap(({ columns }) => columns.filter(({ name }) => name === reference.name));
    if (candidates.length > 1) throw new SqlError('ORA-00918: column ambiguously defined', reference.offset);
    if (candidates[0] !== undefined) return candidates[0];
  }
  return undefined;
}

export function findCommonTable(name: string, scope: Scope | undefined): CommonTable | undefined {
  for (let place = scope; place !== undefined; place = place.outer) {
    const found = place.commonTables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function invalidIdentifier({ qualifier, name, offset }: NameReference): SqlError {
  const written = qualifier === undefined ? `"${name}"` : `"${qualifier}"."${name}"`;
  return new SqlError(`ORA-00904: ${written}: invalid identifier`, offset);
}
