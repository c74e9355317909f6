import { OracleError } from '#lab/oracle/oracle-error.ts';
import { type Fault, takeFault } from '#lab/faults.ts';
import type { PreparedCall } from './calls/prepared-call.ts';
import type { Wire } from './framing/wire.ts';

/** What shall happen to one call, in DIR/world/faults.json. */
interface CatalogFault extends Fault {
  /** Part of the statement, or `connect`, `commit`, `rollback`, `ping`, `fetch`, `lob write` and the like; letter case does not count. */
  readonly match?: string;
  /** ORA-nnnnn, with or without a text behind it. */
  readonly code?: string;
  /** Do it, and break the connection before the answer. */
  readonly afterEffect?: boolean;
}

const texts: Readonly<Record<string, string>> = {
  'ORA-00054': 'resource busy and acquire with NOWAIT specified or timeout expired',
  'ORA-00257': 'archiver error. Connect AS SYSDBA only until resolved.',
  'ORA-00604': 'error occurred at recursive SQL level 1',
  'ORA-00942': 'table or view does not exist',
  'ORA-01017': 'invalid username/password; logon denied',
  'ORA-01031': 'insufficient privileges',
  'ORA-01033': 'ORACLE initialization or shutdown in progress',
  'ORA-01536': "space quota exceeded for tablespace 'USERS'",
  'ORA-01653': 'unable to extend table by 128 in tablespace USERS',
  'ORA-28000': 'The account is locked.',
  'ORA-28001': 'the password has expired',
};

export interface FaultSurroundings {
  readonly labDir: string;
  readonly wire: Wire;
  readonly signal: AbortSignal;
}

/**
 * Runs a call, or does what a fault wants instead.
 * @returns what the call returns; nothing when there will be no answer
 * @throws {OracleError} of the call or the fault
 */
export async function runWithFaults<Result>(call: PreparedCall<Result>, { labDir, wire, signal }: FaultSurroundings): Promise<Result | undefined> {
  const error: CatalogFault | undefined = takeFault(labDir, 'catalog-error', hits(call.text));
  if (error !== undefined) throw oracleErrorOf(error);
  if (takeFault(labDir, 'catalog-hang', hits(call.text)) !== undefined) {
    await aborted(signal);
    return undefined;
  }
  const reset: CatalogFault | undefined = takeFault(labDir, 'catalog-reset', hits(call.text));
  if (reset === undefined) return await call.run(signal);
  if (reset.afterEffect === true) await call.run(signal);
  wire.reset();
  return undefined;
}

function oracleErrorOf({ code = 'ORA-03001' }: CatalogFault): OracleError {
  return new OracleError(code.includes(':') ? code : `${code}: ${texts[code] ?? 'simulated failure'}`);
}

/** Whether a fault means the call of this text. */
function hits(text: string): (fault: CatalogFault) => boolean {
  return ({ match, afterEffect }) => {
    const wanted = match ?? (afterEffect === true ? 'commit' : '');
    // A call without a text is no work of its own: it belongs to the one before it.
    return text !== '' && text.toLowerCase().includes(wanted.toLowerCase());
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
