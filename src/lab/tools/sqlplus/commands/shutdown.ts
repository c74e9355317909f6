import { closeDatabase } from '#lab/oracle/instance/open.ts';
import { requireInstance, stopInstance } from '#lab/oracle/instance/start.ts';
import { openTarget, type InstanceStatus } from '#lab/oracle/instance.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { SqlplusSession } from '../client/session.ts';
import { takeStatementFault } from '../client/statement-fault.ts';

/** What an orderly shutdown prints before the instance is gone. */
const notices: Readonly<Record<InstanceStatus, readonly string[]>> = {
  STARTED: ['ORA-01507: database not mounted', '', ''],
  MOUNTED: ['ORA-01109: database not open', '', '', 'Database dismounted.'],
  OPEN: ['Database closed.', 'Database dismounted.'],
};

/** SHUTDOWN [ABORT | IMMEDIATE | NORMAL | TRANSACTIONAL]: no session of the lab is waited for. WHENEVER does not see it fail. */
export async function shutdown(session: SqlplusSession, rest: string): Promise<void> {
  const { output } = session;
  const mode = rest.replace(/;\s*$/u, '').trim().toUpperCase() || 'NORMAL';
  if (!['ABORT', 'IMMEDIATE', 'NORMAL', 'TRANSACTIONAL'].includes(mode)) {
    output.line('SP2-0717: illegal SHUTDOWN option');
    return;
  }
  try {
    const fault = await takeStatementFault(session, `shutdown ${rest}`);
    if (fault !== undefined) throw fault;
    output.write(`${[...endInstance(session, mode === 'ABORT'), 'ORACLE instance shut down.'].join('\n')}\n`);
    session.server = undefined;
    session.isIdle = true;
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    output.write(`${error.lines.join('\n')}\n`);
  }
}

/** @returns what happened before the instance was gone */
function endInstance({ server, isIdle, call }: SqlplusSession, isAbort: boolean): readonly string[] {
  const { labDir, env, clock } = call;
  const sid = env['ORACLE_SID'] ?? '';
  if (server === undefined && !isIdle) throw new OracleError('ORA-01031: insufficient privileges');
  if (server?.isOfDatabaseHost === true) throw new OracleError('ORA-03001: unimplemented feature', "in this simulation: SHUTDOWN of the database host's instance");
  return withWorldLock(labDir, () => {
    const instance = requireInstance(labDir, sid);
    if (!isAbort && instance.status === 'OPEN') {
      using db = openTarget(labDir, { kind: 'instance', sid }, clock);
      closeDatabase(db);
    }
    stopInstance(labDir, sid);
    return isAbort ? [] : notices[instance.status];
  });
}
