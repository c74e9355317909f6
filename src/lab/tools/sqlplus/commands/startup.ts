import { startInstance, sgaSizes } from '#lab/oracle/instance/start.ts';
import type { LabInstance } from '#lab/oracle/instance.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { SqlplusSession } from '../client/session.ts';
import { takeStatementFault } from '../client/statement-fault.ts';
import { DatabaseSession } from '../server/database-session.ts';
import { unquoted } from './words.ts';

interface StartupOptions {
  readonly pfile: string | undefined;
  /** Statements after the instance is there, with what is printed when they succeed. */
  readonly afterwards: readonly (readonly [statement: string, notice: string])[];
}

const mount = ['alter database mount', 'Database mounted.'] as const;

/**
 * STARTUP [PFILE=file] [NOMOUNT | MOUNT | OPEN [READ ONLY | READ WRITE]]. [u] whether WHENEVER SQLERROR sees it fail; here it does
 * not, so that a script which relies on that fails.
 */
export async function startup(session: SqlplusSession, rest: string): Promise<void> {
  const { output } = session;
  const options = readOptions(rest);
  if (options === undefined) {
    output.line('SP2-0714: invalid combination of STARTUP options');
    return;
  }
  try {
    const fault = await takeStatementFault(session, `startup ${rest}`);
    if (fault !== undefined) throw fault;
    const server = startAndConnect(session, options.pfile);
    for (const [statement, notice] of options.afterwards) {
      server.run(statement);
      output.line(notice);
    }
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    output.write(`${error.lines.join('\n')}\n`);
  }
}

function readOptions(rest: string): StartupOptions | undefined {
  const pattern = /\bpfile\s*=\s*('[^']*'|"[^"]*"|[^\s;]+)/iu;
  const written = pattern.exec(rest)?.[1];
  const mode = rest.replace(pattern, '').replace(/;\s*$/u, '').trim().toUpperCase().replace(/\s+/gu, ' ');
  const pfile = written === undefined ? undefined : unquoted(written);
  if (mode === 'NOMOUNT') return { pfile, afterwards: [] };
  if (mode === 'MOUNT') return { pfile, afterwards: [mount] };
  if (!/^(?:OPEN(?: READ (?:ONLY|WRITE))?)?$/u.test(mode)) return undefined;
  return { pfile, afterwards: [mount, [`alter database open${mode.replace(/^OPEN/u, '')}`, 'Database opened.']] };
}

function startAndConnect(session: SqlplusSession, pfile: string | undefined): DatabaseSession {
  const { labDir, env, clock } = session.call;
  if (session.server === undefined && !session.isIdle) throw new OracleError('ORA-01031: insufficient privileges');
  if (session.server?.isOfDatabaseHost === true) throw new OracleError('ORA-01081: cannot start already-running ORACLE - shut it down first');
  const sid = env['ORACLE_SID'] ?? '';
  const started = withWorldLock(labDir, () => startInstance(labDir, { sid, oracleHome: env['ORACLE_HOME'] ?? '', pfile }, clock));
  const server = new DatabaseSession({ labDir, target: { kind: 'instance', sid }, clock, env, user: 'SYS' });
  session.server = server;
  session.isIdle = false;
  printStarted(session, started);
  return server;
}

function printStarted({ output, settings }: SqlplusSession, instance: LabInstance): void {
  const { total, fixed, variable, buffers, redo } = sgaSizes(instance);
  output.line('ORACLE instance started.');
  if (settings.number('PAGESIZE') > 0) output.line();
  const parts = [['Total System Global Area', total], ['Fixed Size', fixed], ['Variable Size', variable], ['Database Buffers', buffers], ['Redo Buffers', redo]] as const;
  for (const [name, bytes] of parts) output.reportLine(`${name.padEnd(24)} ${String(bytes).padStart(10)} bytes`, settings);
}
