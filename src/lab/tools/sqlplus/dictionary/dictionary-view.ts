import { charType, dateType, numberType, timestampType } from '../sql/bound.ts';
import type { SqlType } from '../sql/bound.ts';

/** A view of Oracle's dictionary over the control file's tables. */
export interface DictionaryView {
  readonly name: string;
  /** In the order of the Database Reference. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly sql: string }[];
  /** SQLite FROM clause, with WHERE when need be. */
  readonly from: string;
  /** SQLite expression for the CON_ID of a row's container, where rows belong to containers. */
  readonly container?: string;
}

export interface ColumnSource {
  readonly type: SqlType;
  readonly sql: string;
}

export function view(name: string, from: string, columns: Readonly<Record<string, ColumnSource>>, container?: string): DictionaryView {
  const described = { name, from, columns: Object.entries(columns).map(([column, source]) => ({ name: column, ...source })) };
  return container === undefined ? described : { ...described, container };
}

/** A view whose rows belong to containers and say to which. */
export function containerView(name: string, from: string, { container, columns }: { readonly container: string; readonly columns: Readonly<Record<string, ColumnSource>> }): DictionaryView {
  return view(name, from, { ...columns, CON_ID: number(container) }, container);
}

/** VARCHAR2 of that width. */
export function text(width: number, sql: string): ColumnSource {
  return { type: charType(width), sql };
}

export function number(sql: string): ColumnSource {
  return { type: numberType, sql };
}

/** TIMESTAMP WITH TIME ZONE. */
export function timestamp(sql: string): ColumnSource {
  return { type: timestampType, sql };
}

export function date(sql: string): ColumnSource {
  return { type: dateType, sql };
}
