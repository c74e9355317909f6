import type { SqlType } from '#lab/tools/sqlplus/sql/bound.ts';

/** A value that a client sends beside its statement. */
export interface BindValue {
  readonly type: SqlType;
  readonly value: string | number | null;
  /** Declared longer than a VARCHAR2 can be: Oracle takes it only where it goes straight into a CLOB column. */
  readonly isLong: boolean;
}

/** A statement in which bind variables are quoted names, `":1"` for the first: to the parser they are columns. */
export interface MarkedStatement {
  readonly text: string;
  readonly bindCount: number;
  /** Where a place of the marked text is in the client's. */
  readonly offsetOf: (offset: number) => number;
}

/** Strings, quoted names and comments, in which a colon means nothing; or a bind variable. */
const tokens = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[^]*?\*\/|:([A-Za-z][\w$#]*|\d+|"[^"]+")/g;

export function markBinds(text: string): MarkedStatement {
  const growth: { readonly at: number; readonly by: number }[] = [];
  let grown = 0;
  const marked = text.replaceAll(tokens, (token, name: string | undefined, at: number) => {
    if (name === undefined) return token;
    const mark = `"${bindName(growth.length)}"`;
    growth.push({ at: at + grown, by: mark.length - token.length });
    grown += mark.length - token.length;
    return mark;
  });
  const offsetOf = (offset: number): number => growth.reduce((place, { at, by }) => (at < offset ? place - by : place), offset);
  return { text: marked, bindCount: growth.length, offsetOf };
}

/** The column that stands for a bind variable; the first has index 0. */
export function bindName(index: number): string {
  return `:${index + 1}`;
}
