// A bound expression: SQLite text plus the Oracle type it stands for. SQLite holds a DATE as text 'yyyy-mm-dd hh24:mi:ss' and a
// TIMESTAMP WITH TIME ZONE with '.ffffff +hh:mm' behind it, so the type decides what an operator or function does with the value.

export type SqlType =
  | { readonly kind: 'char'; readonly width: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'null' };

export interface Bound {
  readonly sql: string;
  readonly type: SqlType;
}

/** What a statement sees of its session. */
export interface StatementSettings {
  /** Host time when the statement began. */
  readonly now: string;
  /** The same with fraction and zone. */
  readonly systimestamp: string;
  readonly user: string;
  readonly nlsDateFormat: string;
  readonly nlsTimestampFormat: string;
  /** SYS_CONTEXT('USERENV', name) */
  readonly userenv: Readonly<Record<string, string>>;
}

export const numberType: SqlType = { kind: 'number' };
export const dateType: SqlType = { kind: 'date' };
/** WITH TIME ZONE. */
export const timestampType: SqlType = { kind: 'timestamp' };

/** The widest VARCHAR2 in SQL. */
const longestChar = 4000;

export function charType(width: number): SqlType {
  return { kind: 'char', width: Math.min(width, longestChar) };
}

/** A text as an SQLite literal. */
export function literalText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** How many characters a value can need as text. */
export function textWidth({ type }: Bound): number {
  if (type.kind === 'char') return type.width;
  if (type.kind === 'number') return 40;
  return type.kind === 'null' ? 0 : 75;
}

export function asText(bound: Bound, settings: StatementSettings): string {
  if (bound.type.kind === 'number') return `ora_number_text(${bound.sql})`;
  if (bound.type.kind === 'date') return `ora_date_text(${bound.sql}, ${literalText(settings.nlsDateFormat)})`;
  if (bound.type.kind === 'timestamp') return `ora_date_text(${bound.sql}, ${literalText(settings.nlsTimestampFormat)})`;
  return bound.sql;
}

export function asNumber(bound: Bound): string {
  return bound.type.kind === 'char' ? `ora_parse_number(${bound.sql})` : bound.sql;
}

export function asDate(bound: Bound, settings: StatementSettings): string {
  if (bound.type.kind === 'char') return `ora_parse_date(${bound.sql}, ${literalText(settings.nlsDateFormat)}, ${literalText(settings.now)})`;
  return bound.type.kind === 'timestamp' ? `substr(${bound.sql}, 1, 19)` : bound.sql;
}

/** A value as another one's type, as Oracle converts the second of two operands. */
export function asType(bound: Bound, type: SqlType, settings: StatementSettings): string {
  if (type.kind === 'number') return asNumber(bound);
  if (type.kind === 'char') return asText(bound, settings);
  if (type.kind === 'date') return asDate(bound, settings);
  return bound.sql;
}

/** Whether a value can be compared with or stored as that type at all. */
export function fits(bound: Bound, type: SqlType): boolean {
  const isDate = (kind: SqlType['kind']): boolean => kind === 'date' || kind === 'timestamp';
  if (bound.type.kind === 'null' || type.kind === 'null' || bound.type.kind === 'char' || type.kind === 'char') return true;
  return isDate(bound.type.kind) === isDate(type.kind);
}

export function typeName(type: SqlType): string {
  return type.kind === 'char' || type.kind === 'null' ? 'CHAR' : type.kind.toUpperCase();
}
