// One client from CONNECT to the end of its connection.
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { sqlcodeOf, SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import { prepareCall } from './calls/prepare-call.ts';
import type { Session } from './calls/session.ts';
import { runWithFaults } from './catalog-fault.ts';
import type { Wire } from './framing/wire.ts';
import { acceptPacket, readConnectData, refusalOf, refusePacket } from './handshake/connect.ts';
import { logon, type LogonRules } from './handshake/logon.ts';
import { answerNegotiation } from './handshake/negotiation.ts';
import { LobStore } from './lob-store.ts';
import { errorMessage, statusMessage } from './messages/status.ts';
import { SqlSession, type SharedCatalog } from './sql/sql-session.ts';

export interface ConnectionRules extends LogonRules {
  readonly labDir: string;
  readonly service: string;
  /** Longest packet, in bytes. */
  readonly sdu: number;
  readonly catalog: SharedCatalog;
}

const marker = { interrupt: 1, reset: 2 } as const;
const userRequestedCancel = 'ORA-01013: user requested cancel of current operation';

/** Serves a client until it leaves; what it has not committed is rolled back. */
export async function serveConnection(wire: Wire, rules: ConnectionRules): Promise<void> {
  const connectData = await readConnectData(wire);
  if (connectData === undefined) {
    wire.end();
    return;
  }
  const refusal = refusalOf(connectData, rules.service);
  if (refusal !== undefined) {
    wire.refuse(refusePacket(refusal));
    return;
  }
  wire.accept(acceptPacket(rules.sdu), rules.sdu);
  const timeZone = await negotiateAndLogOn(wire, rules);
  if (timeZone === undefined) return;

  using sql = new SqlSession(rules.catalog);
  await serveCalls(wire, { sql, lobs: new LobStore(), cursors: new Map(), timeZone }, rules.labDir);
}

/** The session's time zone, or nothing when the client may not come in. */
async function negotiateAndLogOn(wire: Wire, rules: ConnectionRules): Promise<string | undefined> {
  for (let request = await wire.request(); request?.kind === 'message'; request = await wire.request()) {
    const answer = answerNegotiation(request.message);
    if (answer !== undefined) {
      wire.send(answer);
      continue;
    }
    try {
      const { message } = request;
      const call = { text: 'connect', run: () => logon(message, wire, rules) };
      return await runWithFaults(call, { labDir: rules.labDir, wire, signal: wire.beginCall() });
    } catch (error) {
      wire.send(failure(error, { inTransaction: false }));
    }
  }
  return undefined;
}

async function serveCalls(wire: Wire, session: Session, labDir: string): Promise<void> {
  for (;;) {
    const request = await wire.request();
    if (request === undefined) return;
    if (request.kind === 'break') {
      if (!(await answerBreak(wire, session))) return;
      continue;
    }
    const signal = wire.beginCall();
    const answer = await answerCall(request.message, { session, labDir, wire, signal });
    if (answer === 'logoff') {
      wire.send(statusMessage({ inTransaction: false }));
      return;
    }
    if (answer !== undefined) wire.send(answer);
  }
}

interface CallSurroundings {
  readonly session: Session;
  readonly labDir: string;
  readonly wire: Wire;
  readonly signal: AbortSignal;
}

async function answerCall(message: Buffer, { session, labDir, wire, signal }: CallSurroundings): Promise<Buffer | 'logoff' | undefined> {
  try {
    const call = prepareCall(message, session);
    if (call === undefined) return 'logoff';
    return await runWithFaults(call, { labDir, wire, signal });
  } catch (error) {
    // Whoever broke the call off waits for another answer.
    if (signal.aborted) return undefined;
    return failure(error, session.sql);
  }
}

/** The client interrupts, both sides reset, and the call ends as cancelled. */
async function answerBreak(wire: Wire, { sql }: Session): Promise<boolean> {
  wire.sendMarker(marker.interrupt);
  const reset = await wire.request();
  if (reset === undefined) return false;
  wire.sendMarker(marker.reset);
  wire.send(failure(new OracleError(userRequestedCancel), sql));
  return true;
}

/** What is no error of Oracle's is a defect of the model, under a number that does not look like a lost connection. */
function failure(error: unknown, { inTransaction }: { readonly inTransaction: boolean }): Buffer {
  const known = error instanceof OracleError ? error : new OracleError('ORA-03001: unimplemented feature', `in this simulation: ${String(error)}`);
  const offset = known instanceof SqlError ? known.offset : 0;
  return errorMessage({ inTransaction, cursorId: 0, rowCount: 0, error: { code: sqlcodeOf(known), text: known.lines.join('\n'), offset } });
}
