import type { OracleTools } from './tools.ts';

/** A database session of some RMAN client (V$SESSION, Database Reference). */
export interface RmanSession {
  /** As ALTER SYSTEM KILL SESSION wants it: `sid,serial#,@instance`. */
  readonly address: string;
  /** Operating system process number of the client on its host; undefined when it has told none. */
  readonly clientPid: number | undefined;
  readonly clientHost: string;
}

/** Every RMAN session there is on the database, whoever started it. */
export async function queryRmanSessions(oracle: OracleTools, signal: AbortSignal): Promise<readonly RmanSession[]> {
  const rows = await oracle.sql('rman-sessions.sql', { step: 'look for RMAN sessions' }, signal);
  return rows.all('session', ['instance', 'sid', 'serial', 'process', 'machine']).map(({ instance, sid, serial, process, machine }) => ({
    address: `${sid},${serial},@${instance}`,
    clientPid: /^\d+$/.test(process) ? Number(process) : undefined,
    clientHost: machine,
  }));
}
