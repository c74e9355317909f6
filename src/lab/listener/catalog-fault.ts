import { OracleError } from '#lab/oracle/oracle-error.ts';
import { type Fault, takeFault } from '#lab/faults.ts';
import type { PreparedCall } from './calls/execute.ts';
import type { Wire } from './framing/wire.ts';

/** What shall happen to one call, in DIR/world/faults.json. */
interface CatalogFault extends Fault {
  /** Part of the statement, or `commit`, `rollback`, `ping`, `fetch`, `lob write` and the like; letter case does not count. */
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

/** The error of a fault that lets the logon or a call fail, or nothing. */
export function errorFault(labDir: string, text: string): OracleError | undefined {
  const fault: CatalogFault | undefined = takeFault(labDir, 'catalog-error', hits(text));
  if (fault === undefined) return undefined;
  const code = fault.code ?? 'ORA-03001';
  return new OracleError(code.includes(':') ? code : `${code}: ${texts[code] ?? 'simulated failure'}`);
}

/**
 * Runs a call, or does what a fault wants instead.
 * @returns the answer; nothing when there will be none
 * @throws {OracleError} of the call or the fault
 */
export async function runWithFaults(call: PreparedCall, { labDir, wire, signal }: { readonly labDir: string; readonly wire: Wire; readonly signal: AbortSignal }): Promise<Buffer | undefined> {
  const error = errorFault(labDir, call.text);
  if (error !== undefined) throw error;
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
