import { randomUUID } from 'node:crypto';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import type { Wire } from '../framing/wire.ts';
import { pairsMessage, readLogon } from './logon-message.ts';
import { challenge, challengePairs, checkAnswer, type RandomBytes } from './verifier.ts';

export interface LogonRules {
  readonly user: string;
  readonly password: string;
  readonly service: string;
  readonly randomBytes: RandomBytes;
}

const version = (19 * 2 ** 24) + (3 * 2 ** 16);

/**
 * Both exchanges of a logon, of which the first message is there. An unknown user goes the same way as a wrong password, so that
 * nobody learns which names exist.
 * @returns the time zone that the client wants, such as `+01:00`
 * @throws {OracleError} ORA-01017, ORA-01031
 */
export async function logon(message: Buffer, wire: Wire, { user, password, service, randomBytes }: LogonRules): Promise<string> {
  const denied = new OracleError('ORA-01017: invalid username/password; logon denied');
  const first = readLogon(message);
  if (first?.phase !== 'challenge') throw denied;
  const isUser = first.user.toUpperCase() === user.toUpperCase();
  const expected = isUser ? password : randomUUID();
  const chosen = challenge(expected, randomBytes);
  wire.send(pairsMessage(challengePairs(chosen)));

  const next = await wire.request();
  const second = next?.kind === 'message' ? readLogon(next.message) : undefined;
  if (second?.phase !== 'proof') throw denied;
  const proof = checkAnswer(chosen, second.pairs, { password: expected, randomBytes });
  if (proof === undefined) throw denied;
  if (second.isPrivileged) throw new OracleError('ORA-01031: insufficient privileges');
  wire.send(pairsMessage([
    ['AUTH_SVR_RESPONSE', proof],
    ['AUTH_VERSION_NO', String(version)],
    ['AUTH_SC_SERVICE_NAME', service],
    ['AUTH_DBNAME', service.toUpperCase()],
    ['AUTH_INSTANCENAME', service],
    ['AUTH_MAX_OPEN_CURSORS', '300'],
    ['AUTH_MAX_IDEN_LENGTH', '128'],
  ]));
  return timeZoneOf(second.pairs.get('AUTH_ALTER_SESSION') ?? '');
}

/** `ALTER SESSION SET TIME_ZONE ='+05:30'`; a driver may write the minutes with one digit. */
function timeZoneOf(statement: string): string {
  const [, hours = '+00', minutes = '00'] = /'([+-]\d\d):(\d\d?)'/.exec(statement) ?? [];
  return `${hours}:${minutes.padStart(2, '0')}`;
}
