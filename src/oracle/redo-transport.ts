// How the redo of a primary gets to a standby.

import type { OracleTools } from './tools.ts';

export interface RedoTransport {
  /** Number of the LOG_ARCHIVE_DEST_n. */
  readonly slot: string;
  /** VALID, DEFERRED, ERROR ... */
  readonly status: string;
  readonly error: string;
}

/** The primary's destination for this standby; undefined where it has none that names it (DB_UNIQUE_NAME), as behind a far sync. */
export async function queryRedoTransport(oracle: OracleTools, standby: string, signal: AbortSignal): Promise<RedoTransport | undefined> {
  const rows = await oracle.sql('redo-transport.sql', { step: 'ask the primary how it ships redo', at: 'primary' }, signal);
  const found = rows.all('transport', ['slot', 'name', 'status', 'error']).find(({ name }) => name === standby.toLowerCase());
  return found === undefined ? undefined : { slot: found.slot, status: found.status, error: found.error };
}

/** Why it does not deliver, as a clause; undefined when it does. */
export function transportTrouble({ slot, status, error }: RedoTransport): string | undefined {
  if (status === 'VALID' && error === '') return undefined;
  return `log_archive_dest_${slot} of the primary is ${status}${error === '' ? '' : ` (${error})`}`;
}
