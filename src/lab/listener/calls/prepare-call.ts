import { OracleError } from '#lab/oracle/oracle-error.ts';
import { callFunction, readCalls } from '../messages/call.ts';
import { statusMessage } from '../messages/status.ts';
import { prepareExecute, prepareFetch, prepareReexecute } from './execute.ts';
import { prepareLob } from './lob.ts';
import type { PreparedCall } from './prepared-call.ts';
import type { Session } from './session.ts';

/** Reads a request: what it lets go of is let go, and its call is made ready. Nothing for LOGOFF. @throws {OracleError} */
export function prepareCall(message: Buffer, session: Session): PreparedCall | undefined {
  const { closedCursors, freedLobs, call } = readCalls(message);
  for (const cursor of closedCursors) session.cursors.delete(cursor);
  for (const locator of freedLobs) session.lobs.free(locator);
  if (call === undefined) throw new OracleError('ORA-03001: unimplemented feature', 'a message that is no call');

  const { code, body } = call;
  switch (code) {
    case callFunction.execute: return prepareExecute(body, session);
    case callFunction.reexecute: return prepareReexecute(body, session, false);
    case callFunction.reexecuteAndFetch: return prepareReexecute(body, session, true);
    case callFunction.fetch: return prepareFetch(body, session);
    case callFunction.lob: return prepareLob(body, session);
    case callFunction.commit: return simpleCall('commit', session, () => session.sql.commit());
    case callFunction.rollback: return simpleCall('rollback', session, () => session.sql.rollback());
    case callFunction.ping: return simpleCall('ping', session, () => undefined);
    case callFunction.logoff: return undefined;
    default: throw new OracleError('ORA-03001: unimplemented feature', `function ${code} is not simulated`);
  }
}

function simpleCall(text: string, { sql }: Session, work: () => void): PreparedCall {
  return {
    text,
    run: () => {
      work();
      return Promise.resolve(statusMessage({ inTransaction: sql.inTransaction }));
    },
  };
}
