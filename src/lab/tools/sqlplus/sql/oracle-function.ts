import type { Bound, StatementSettings } from './bound.ts';

/** A function of Oracle's SQL: how many arguments it takes, and what becomes of a call. */
export interface OracleFunction {
  readonly arguments: readonly [least: number, most: number];
  readonly bind: (args: readonly Bound[], settings: StatementSettings, offset: number) => Bound;
}
