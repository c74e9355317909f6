import { takeFault } from '#lab/faults.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { ToolKilled } from '../../tool-call.ts';
import { untilEnded } from '../../tool-fault.ts';
import type { SqlplusSession } from './session.ts';

/**
 * What is set to go wrong with a statement, STARTUP and SHUTDOWN included: `sqlplus-hang` never comes back, `sqlplus-error` is
 * the error that is returned.
 */
export async function takeStatementFault(session: SqlplusSession, statement: string): Promise<OracleError | undefined> {
  await hangIfTold(session, statement);
  const failed = takeFault(session.call.labDir, 'sqlplus-error', ({ match }) => contains(statement, match));
  if (failed === undefined) return undefined;
  // the first exit status counts, whatever WHENEVER says afterwards
  if (typeof failed['exitCode'] === 'number') session.exit(failed['exitCode']);
  return new OracleError(...(failed['lines'] as string[]));
}

/** Nothing more happens until the program is told to end. */
async function hangIfTold({ call, output }: SqlplusSession, statement: string): Promise<void> {
  if (call.signal.aborted) throw new ToolKilled('SIGTERM');
  const told = takeFault(call.labDir, 'sqlplus-hang', ({ match }) => match === undefined || contains(statement, match));
  if (told === undefined) return;
  output.flush();
  await untilEnded(call.signal);
}

function contains(statement: string, match: unknown): boolean {
  return typeof match === 'string' && statement.toLowerCase().includes(match.toLowerCase());
}
