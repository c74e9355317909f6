import type { OutputColumn } from '../sql/scope.ts';

export type CellValue = string | number | null;

/** What the server answers to a statement: rows, or that it is done, in SQL*Plus's words (`System altered.`). */
export type StatementResult =
  | { readonly kind: 'rows'; readonly columns: readonly OutputColumn[]; readonly rows: readonly (readonly CellValue[])[] }
  | { readonly kind: 'done'; readonly feedback: string };

export function done(feedback: string): StatementResult {
  return { kind: 'done', feedback };
}
