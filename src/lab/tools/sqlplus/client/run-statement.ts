import { OracleError } from '#lab/oracle/oracle-error.ts';
import { sqlcodeOf } from '../sql/sql-error.ts';
import type { StatementResult } from '../server/statement-result.ts';
import { exitStatus } from './exit-status.ts';
import { printServerError } from './print-error.ts';
import { printReport } from './report.ts';
import type { ErrorAction, SqlplusSession } from './session.ts';
import { takeStatementFault } from './statement-fault.ts';
import { substituteInStatement } from './substitute.ts';

const notAvailable = new OracleError('ORA-01034: ORACLE not available', 'Process ID: 0', 'Session ID: 0 Serial number: 0');

/** Sends a statement to the server and prints what comes back. */
export async function runStatement(session: SqlplusSession, written: string): Promise<void> {
  const statement = substituteInStatement(session, written);
  if (statement === undefined) return;
  const unbound = undeclaredBind(session, statement);
  if (unbound !== undefined) {
    session.output.line(`SP2-0552: Bind variable "${unbound}" not declared.`);
    return;
  }
  const fault = await takeStatementFault(session, statement);
  const started = session.call.clock.now();
  if (fault !== undefined) {
    fail(session, statement, fault);
    return;
  }
  if (session.server === undefined && !session.isIdle) {
    session.output.line('SP2-0640: Not connected');
    return;
  }
  try {
    if (session.server === undefined) throw notAvailable;
    print(session, session.server.run(statement, session.binds));
    session.sqlcode = 0;
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    fail(session, statement, error);
  }
  if (session.settings.isOn('TIMING')) session.output.line(`Elapsed: ${elapsed(session.call.clock.now().diff(started).toMillis())}`);
}

/** A `:name` outside of strings and comments that no VARIABLE has declared. */
function undeclaredBind({ binds }: SqlplusSession, statement: string): string | undefined {
  const bare = statement.replaceAll(/--[^\n]*|\/\*[^]*?\*\/|q'([^\w\s])[^]*?[\])}>]?'|'[^']*'|"[^"]*"/giu, ' ');
  return [...bare.matchAll(/:([A-Za-z][\w$#]*)/gu)].map(([, name = '']) => name.toUpperCase()).find((name) => !binds.has(name));
}

function print(session: SqlplusSession, result: StatementResult): void {
  if (result.kind === 'rows') printReport(session, result);
  else if (session.settings.number('FEEDBACK') > 0) session.output.write(`\n${result.feedback}\n\n`);
}

function fail(session: SqlplusSession, statement: string, error: OracleError): void {
  printServerError(session.output, statement, error);
  session.sqlcode = sqlcodeOf(error);
  act(session, session.onSqlError);
}

/** What WHENEVER SQLERROR or OSERROR says. */
export function act(session: SqlplusSession, action: ErrorAction): void {
  if (action.kind === 'exit') session.exit(exitStatus(session, action.status) ?? 1);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function elapsed(durationMs: number): string {
  const hundredths = Math.round(durationMs / 10);
  return `${two(Math.floor(hundredths / 360_000))}:${two(Math.floor(hundredths / 6000) % 60)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
