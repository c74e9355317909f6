// Types that the lab's SQL does not tell apart but a driver does. They travel through its binder with the columns they belong to.
import { charType, dateType, numberType, type SqlType } from '#lab/tools/sqlplus/sql/bound.ts';

/** Type of a table's column, as CREATE TABLE says. */
export type ColumnType =
  | { readonly kind: 'varchar2'; readonly size: number; readonly unit: 'byte' | 'char' }
  | { readonly kind: 'number'; readonly precision?: number; readonly scale?: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'clob' };

/** A CLOB: text to every function, but not to a comparison, and a locator to the driver. */
export const clobType: SqlType & { readonly isClob: true } = { kind: 'char', width: 4000, isClob: true };

/** TIMESTAMP without time zone: 'yyyy-mm-dd hh24:mi:ss.ffffff'. */
export const timestampType: SqlType & { readonly isPlain: true } = { kind: 'timestamp', isPlain: true };

export function isClob(type: SqlType): boolean {
  return 'isClob' in type;
}

export function isPlainTimestamp(type: SqlType): boolean {
  return 'isPlain' in type;
}

export function sqlTypeOf(type: ColumnType): SqlType {
  switch (type.kind) {
    case 'varchar2': return charType(type.size);
    case 'number': return numberType;
    case 'date': return dateType;
    case 'timestamp': return timestampType;
    default: return clobType;
  }
}
