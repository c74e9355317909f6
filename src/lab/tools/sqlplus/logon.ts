import { takeFault } from '#lab/faults.ts';
import { softwareOf } from '#lab/database-kind.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { logIn } from '../login.ts';
import type { SqlplusSession } from './client/session.ts';
import { DatabaseSession } from './server/database-session.ts';

const privileges: Readonly<Record<string, string>> = {
  SYSDBA: 'SYS', SYSOPER: 'PUBLIC', SYSBACKUP: 'SYSBACKUP', SYSDG: 'SYSDG', SYSKM: 'SYSKM', SYSASM: 'SYS', SYSRAC: 'SYSRAC',
};

export type LogonResult =
  | { readonly kind: 'connected' | 'idle' }
  /** Lines to print after `ERROR:`. */
  | { readonly kind: 'refused'; readonly lines: readonly string[] }
  | { readonly kind: 'usage'; readonly line: string };

/** Connects a session by a logon string such as `/@orcl as sysdba`. Without an instance, a privileged local login is idle. */
export function logOn(session: SqlplusSession, logon: string): LogonResult {
  const found = /^(.*?)(?:\s+as\s+(\w+))?$/i.exec(logon.trim());
  const privilege = found?.[2]?.toUpperCase();
  if (privilege !== undefined && !hasPrivilege(softwareOf(session.call.env['ORACLE_HOME'] ?? ''), privilege)) return { kind: 'usage', line: 'SP2-0306: Invalid option.' };
  const { labDir, env, clock } = session.call;
  session.server = undefined;
  session.isIdle = false;
  try {
    const target = logIn(session.call, logon);
    // the lab's wallet holds SYS, whom Oracle does not let in without a privilege
    if (privilege === undefined) throw new OracleError('ORA-28009: connection as SYS should be as SYSDBA or SYSOPER');
    warnIfTold(session);
    session.server = new DatabaseSession({ labDir, target, clock, env, user: privileges[privilege] ?? 'SYS' });
    return { kind: 'connected' };
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    const isLocal = !logon.includes('@');
    if (privilege !== undefined && isLocal && error.lines[0]?.startsWith('ORA-01034') === true) {
      session.isIdle = true;
      return { kind: 'idle' };
    }
    return { kind: 'refused', lines: error.lines };
  }
}

/** Whether that software knows the privilege: all but SYSDBA and SYSOPER came later. */
function hasPrivilege({ version }: { readonly version: string }, privilege: string): boolean {
  if (privileges[privilege] === undefined) return false;
  const since = privilege === 'SYSRAC' ? '12.2' : '12.1';
  return ['SYSDBA', 'SYSOPER', 'SYSASM'].includes(privilege) || isAtLeast(version, since);
}

/** The fault `login-warning` {lines}: the login succeeds, but not without a word (ORA-28002, the password will expire). */
function warnIfTold({ call, output }: SqlplusSession): void {
  const fault = takeFault(call.labDir, 'login-warning');
  if (fault !== undefined) output.write(`ERROR:\n${(fault['lines'] as string[]).join('\n')}\n\n\n`);
}

/** The product the session is connected to, in two lines since 18c; nothing when the instance cannot be asked any more. */
export function productBanner(session: SqlplusSession): string {
  try {
    const { version } = softwareOf(session.call.env['ORACLE_HOME'] ?? '');
    const column = isAtLeast(version, '18.1') ? 'banner_full' : 'banner';
    const result = session.server?.run(`select ${column} from v$version`);
    return result?.kind === 'rows' ? String(result.rows[0]?.[0] ?? '') : '';
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    return '';
  }
}
