import type { SqlplusSession } from './session.ts';

/** The number behind a status of EXIT or WHENEVER ... EXIT; nothing when it is no number. */
export function exitStatus(session: SqlplusSession, written: string): number | undefined {
  const upper = written.toUpperCase();
  if (upper === '' || upper === 'SUCCESS') return 0;
  if (upper === 'FAILURE') return 1;
  if (upper === 'WARNING') return 2;
  if (upper === 'SQL.SQLCODE') return session.sqlcode;
  const value = /^-?\d+$/.test(written) ? written : session.variables.get(upper);
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
