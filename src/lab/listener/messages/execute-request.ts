import type { ByteReader } from '../primitives/byte-reader.ts';
import { type BindDescription, readBindDescription } from './bind-row.ts';

/** A statement to parse, define or execute; its rows of values follow in the same request. */
export interface ExecuteRequest {
  /** 0: a new one. */
  readonly cursorId: number;
  readonly sql: string | undefined;
  readonly options: number;
  /** Rows to send with the answer. */
  readonly prefetchRows: number;
  /** How often a statement without values runs. */
  readonly iterations: number;
  readonly binds: readonly BindDescription[];
  /** Types in which the client wants a query's columns. */
  readonly defines: readonly number[];
}

/** Bits of `options`. */
export const executeOption = { parse: 0x01, define: 0x10, execute: 0x20, fetch: 0x40, commit: 0x100, batchErrors: 0x80000 } as const;

/** As clients of server version 19 write it. */
export function readExecute(reader: ByteReader): ExecuteRequest {
  const options = reader.ub();
  const cursorId = reader.ub();
  const hasSql = reader.u8() !== 0;
  reader.skip('u1u111');
  const prefetchRows = reader.ub();
  reader.skip('u1');
  const bindCount = reader.ub();
  reader.skip('111111');
  const defineCount = reader.ub();
  // Registration, lists and row counts, then what versions 12.2 and 18 have added: nothing of it is used here.
  reader.skip('u111u1uu1u1').skip('1u1u1').skip('1u');
  const sql = hasSql ? (reader.clr() ?? Buffer.alloc(0)).toString() : undefined;
  const vector = Array.from({ length: 13 }, () => reader.ub());
  const described = Array.from({ length: defineCount > 0 ? defineCount : bindCount }, () => readBindDescription(reader));
  return {
    cursorId,
    sql,
    options,
    prefetchRows,
    iterations: vector[1] ?? 1,
    binds: defineCount > 0 ? [] : described,
    defines: defineCount > 0 ? described.map(({ type }) => type) : [],
  };
}
