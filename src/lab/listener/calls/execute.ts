// EXECUTE, REEXECUTE and FETCH: a statement runs once per row of values, and a query's rows go out in portions.
import { OracleError } from '#lab/oracle/oracle-error.ts';
import type { ByteReader } from '../primitives/byte-reader.ts';
import { type BindContext, readBindRows } from '../messages/bind-row.ts';
import { describeMessage, wireType } from '../messages/column.ts';
import { executeOption, readExecute, type ExecuteRequest } from '../messages/execute-request.ts';
import { rowsMessage } from '../messages/rows.ts';
import { errorMessage, noDataFound } from '../messages/status.ts';
import { typeNumber } from '../messages/type-numbers.ts';
import type { BindValue } from '../sql/bind-value.ts';
import type { PreparedCall } from './prepared-call.ts';
import type { Cursor, Session } from './session.ts';

const reexecuteCommit = 1;

export function prepareExecute(body: ByteReader, session: Session): PreparedCall {
  const request = readExecute(body);
  const cursor = request.sql === undefined ? findCursor(session, request.cursorId) : openCursor(session, request.sql);
  if (request.options & executeOption.define) return { text: '', run: () => Promise.resolve(define(cursor, request, session)) };
  if (!(request.options & executeOption.execute)) return { text: cursor.sql, run: () => Promise.resolve(describe(cursor, session)) };

  cursor.binds = request.binds;
  const values = readBindRows(body, request.binds, bindContext(session));
  const isCommitted = (request.options & executeOption.commit) !== 0;
  const rowLimit = request.options & executeOption.fetch ? request.prefetchRows : 0;
  const isDescribed = (request.options & executeOption.parse) !== 0;
  return {
    text: withCommit(cursor.sql, isCommitted),
    run: async (signal) => {
      try {
        if (request.options & executeOption.batchErrors) throw new OracleError('ORA-03001: unimplemented feature', 'batch errors are not simulated');
        return await run(cursor, { values: repeated(values, request.iterations), rowLimit, isDescribed, isCommitted }, { session, signal });
      } catch (error) {
        // The client never learns the number of a new cursor whose statement fails.
        if (request.sql !== undefined) session.cursors.delete(cursor.id);
        throw error;
      }
    },
  };
}

export function prepareReexecute(body: ByteReader, session: Session, withFetch: boolean): PreparedCall {
  const cursor = findCursor(session, body.ub());
  const count = body.ub();
  body.skip('u');
  const isCommitted = (body.ub() & reexecuteCommit) !== 0;
  const values = readBindRows(body, cursor.binds, bindContext(session));
  const execution = { values: repeated(values, withFetch ? 1 : count), rowLimit: withFetch ? count : 0, isDescribed: false, isCommitted };
  return { text: withCommit(cursor.sql, isCommitted), run: (signal) => run(cursor, execution, { session, signal }) };
}

export function prepareFetch(body: ByteReader, session: Session): PreparedCall {
  const cursor = findCursor(session, body.ub());
  const count = body.ub();
  return { text: 'fetch', run: () => Promise.resolve(Buffer.concat(sendRows(cursor, count, session))) };
}

interface Execution {
  /** One list of values per time the statement runs. */
  readonly values: readonly (readonly BindValue[])[];
  readonly rowLimit: number;
  readonly isDescribed: boolean;
  readonly isCommitted: boolean;
}

async function run(cursor: Cursor, execution: Execution, { session, signal }: { readonly session: Session; readonly signal: AbortSignal }): Promise<Buffer> {
  const { sql } = session;
  let changed = 0;
  for (const values of execution.values) {
    const result = await sql.execute(cursor.sql, values, signal);
    if (result.kind === 'rows') return Buffer.concat(answerQuery(cursor, result, { execution, session }));
    changed += result.count;
  }
  if (execution.isCommitted) sql.commit();
  return errorMessage({ inTransaction: sql.inTransaction, cursorId: cursor.id, rowCount: changed });
}

type QueryResult = Pick<Cursor, 'columns' | 'rows'>;

function answerQuery(cursor: Cursor, { columns, rows }: QueryResult, { execution, session }: { readonly execution: Execution; readonly session: Session }): Buffer[] {
  cursor.columns = columns;
  cursor.rows = rows;
  cursor.sent = 0;
  const description = execution.isDescribed ? [describeMessage(columns)] : [];
  // For CLOBs the client first says in which form it wants them, and then fetches.
  const waitsForDefine = cursor.defines === undefined && columns.some((column) => wireType(column) === typeNumber.clob);
  if (execution.rowLimit === 0 || waitsForDefine) return [...description, goOn(cursor, session)];
  return [...description, ...sendRows(cursor, execution.rowLimit, session)];
}

function sendRows(cursor: Cursor, count: number, session: Session): Buffer[] {
  const types = cursor.defines ?? cursor.columns.map(wireType);
  const portion = cursor.rows.slice(0, count);
  cursor.rows = cursor.rows.slice(count);
  cursor.sent += portion.length;
  const message = rowsMessage(portion, types, (text) => session.lobs.add(text, { isTemporary: false }));
  const ending = { inTransaction: session.sql.inTransaction, cursorId: cursor.id, rowCount: cursor.sent };
  return [message, errorMessage(cursor.rows.length > 0 ? ending : { ...ending, error: noDataFound })];
}

function describe(cursor: Cursor, session: Session): Buffer {
  const columns = session.sql.describe(cursor.sql);
  return Buffer.concat(columns.length > 0 ? [describeMessage(columns), goOn(cursor, session)] : [goOn(cursor, session)]);
}

function define(cursor: Cursor, { defines }: ExecuteRequest, session: Session): Buffer {
  cursor.defines = defines;
  return goOn(cursor, session);
}

function goOn({ id }: Cursor, { sql }: Session): Buffer {
  return errorMessage({ inTransaction: sql.inTransaction, cursorId: id, rowCount: 0 });
}

function findCursor({ cursors }: Session, id: number): Cursor {
  const cursor = cursors.get(id);
  if (cursor === undefined) throw new OracleError('ORA-01001: invalid cursor');
  return cursor;
}

function openCursor({ cursors }: Session, sql: string): Cursor {
  const id = Math.max(0, ...cursors.keys()) + 1;
  const cursor: Cursor = { id, sql, binds: [], columns: [], rows: [], sent: 0 };
  cursors.set(id, cursor);
  return cursor;
}

function bindContext({ lobs, timeZone }: Session): BindContext {
  return { timeZone, lobText: (locator) => lobs.text(locator) };
}

function repeated(values: readonly (readonly BindValue[])[], iterations: number): readonly (readonly BindValue[])[] {
  return values.length > 0 ? values : Array.from({ length: Math.max(1, iterations) }, () => []);
}

function withCommit(sql: string, isCommitted: boolean): string {
  return isCommitted ? `${sql}; commit` : sql;
}
