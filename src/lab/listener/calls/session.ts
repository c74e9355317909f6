import type { BindDescription } from '../messages/bind-row.ts';
import type { LobStore } from '../lob-store.ts';
import type { StoredValue } from '../sql/catalog-file.ts';
import type { SqlSession } from '../sql/sql-session.ts';
import type { OutputColumn } from '#lab/tools/sqlplus/sql/scope.ts';

/** A statement that a client goes on using by its number. */
export interface Cursor {
  readonly id: number;
  readonly sql: string;
  binds: readonly BindDescription[];
  /** Types in which the client wants the columns; absent as long as it has not said. */
  defines?: readonly number[];
  columns: readonly OutputColumn[];
  /** Rows that are not sent yet. */
  rows: readonly (readonly StoredValue[])[];
  /** Rows sent since the last execution. */
  sent: number;
}

/** One client after its logon. */
export interface Session {
  readonly sql: SqlSession;
  readonly lobs: LobStore;
  readonly cursors: Map<number, Cursor>;
  /** Such as `+01:00`. */
  readonly timeZone: string;
}
