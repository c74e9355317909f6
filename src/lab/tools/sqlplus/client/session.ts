import type { DatabaseSession } from '../server/database-session.ts';
import type { BindVariables } from '../plsql/package.ts';
import type { ToolCall } from '../../tool-call.ts';
import type { ColumnFormat } from './column-format.ts';
import { LineSource } from './line-source.ts';
import { Output } from './output.ts';
import { Settings } from './settings.ts';

/** What WHENEVER lets an error do. */
export type ErrorAction =
  | { readonly kind: 'continue' }
  /** `status` as written: `FAILURE`, `9`, `SQL.SQLCODE` ... */
  | { readonly kind: 'exit'; readonly status: string };

/** State of one run of SQL*Plus. */
export class SqlplusSession implements Disposable {
  readonly call: ToolCall;
  readonly silent: boolean;
  readonly settings = new Settings();
  readonly output: Output;
  readonly lines: LineSource;
  readonly variables = new Map<string, string>();
  /** VARIABLE. */
  readonly binds: BindVariables = new Map();
  readonly columns = new Map<string, ColumnFormat>();
  onSqlError: ErrorAction = { kind: 'continue' };
  onSystemError: ErrorAction = { kind: 'continue' };
  /** The statement entered last: what `/` runs again. */
  buffer = '';
  /** Number of the last statement's error, 0 after a success. */
  sqlcode = 0;
  exitCode: number | undefined;
  /** Connected to an instance that is not started. */
  isIdle = false;
  server: DatabaseSession | undefined;

  constructor(call: ToolCall, silent: boolean) {
    this.call = call;
    this.silent = silent;
    this.output = new Output(call.stdout);
    this.lines = new LineSource(call.stdin);
  }

  /** Ends the run: an exit status is one byte. */
  exit(status: number): void {
    this.exitCode ??= status & 0xff;
  }

  [Symbol.dispose](): void {
    this.output[Symbol.dispose]();
  }
}
