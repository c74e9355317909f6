import { charType, dateType, numberType } from '../sql/bound.ts';
import type { SqlType } from '../sql/bound.ts';

/** A view of Oracle's dictionary over the control file's tables. */
export interface DictionaryView {
  readonly name: string;
  /** In the order of the Database Reference. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly sql: string }[];
  /** SQLite FROM clause, with WHERE when need be. */
  readonly from: string;
}

export interface ColumnSource {
  readonly type: SqlType;
  readonly sql: string;
}

export function view(name: string, from: string, columns: Readonly<Record<string, ColumnSource>>): DictionaryView {
  return { name, from, columns: Object.entries(columns).map(([column, source]) => ({ name: column, ...source })) };
}

/** VARCHAR2 of that width. */
export function text(width: number, sql: string): ColumnSource {
  return { type: charType(width), sql };
}

export function number(sql: string): ColumnSource {
  return { type: numberType, sql };
}

export function date(sql: string): ColumnSource {
  return { type: dateType, sql };
}
