import { existsSync } from 'node:fs';
import { takeFault } from '#lab/faults.ts';
import { controlFilePath } from '#lab/oracle/database.ts';
import { findInstance, type LoginTarget } from '#lab/oracle/instance.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { serviceOf, tnsAdmin, usesWallet } from './tns-names.ts';
import type { ToolCall } from './tool-call.ts';

/** Messages of failed logins, as the client prints them. */
const messages: Readonly<Record<string, string>> = {
  'ORA-01017': 'invalid username/password; logon denied',
  'ORA-01034': 'ORACLE not available',
  'ORA-03113': 'end-of-file on communication channel',
  'ORA-12154': 'TNS:could not resolve the connect identifier specified',
  'ORA-12162': 'TNS:net service name is incorrectly specified',
  'ORA-12170': 'TNS:Connect timeout occurred',
  'ORA-12514': 'TNS:listener does not currently know of service requested in connect descriptor',
  'ORA-12541': 'TNS:no listener',
  'ORA-28000': 'The account is locked.',
  'ORA-28001': 'the password has expired',
};

/** Service of the lab's recovery catalog: the only one there is no simulated database behind. */
const catalogService = 'rman';

/**
 * Logs in the way an Oracle client does and returns what the login leads to.
 * The fault `login-error` {code, to?: alias} comes first.
 * @throws {OracleError}
 */
export function logIn(call: Pick<ToolCall, 'labDir' | 'env'>, connectString: string): LoginTarget {
  const { user, alias } = splitConnectString(connectString);
  const fault = takeFault(call.labDir, 'login-error', ({ to }) => to === undefined || to === alias);
  if (fault !== undefined) throw loginError(String(fault['code']));
  if (alias === undefined) return localTarget(call);

  const folder = tnsAdmin(call.env);
  const service = serviceOf(folder, alias);
  if (service === undefined) throw loginError('ORA-12154');
  if (service !== catalogService && !existsSync(controlFilePath(call.labDir, service))) throw loginError('ORA-12514');
  // The lab has no passwords: only the wallet opens its databases.
  if (user !== '' || !usesWallet(folder)) throw loginError('ORA-01017');
  return service === catalogService ? { kind: 'catalog' } : { kind: 'database', name: service };
}

/** A login without alias goes to the instance ORACLE_SID names. */
function localTarget({ labDir, env }: Pick<ToolCall, 'labDir' | 'env'>): LoginTarget {
  const sid = env['ORACLE_SID'] ?? '';
  if (sid === '') throw loginError('ORA-12162');
  if (findInstance(labDir, sid) !== undefined) return { kind: 'instance', sid };
  if (!existsSync(controlFilePath(labDir, sid.toLowerCase()))) throw loginError('ORA-01034');
  return { kind: 'database', name: sid.toLowerCase() };
}

/** `[user[/password]]/@alias as sysdba` and all that may be left out of it. */
function splitConnectString(connectString: string): { readonly user: string; readonly alias: string | undefined } {
  const withoutRole = connectString.replace(/\s+as\s+\w+\s*$/i, '').trim();
  const [credentials = '', alias] = withoutRole.split('@');
  return { user: credentials.split('/')[0] ?? '', alias };
}

function loginError(code: string): OracleError {
  return new OracleError(`${code}: ${messages[code] ?? 'login failed'}`);
}
