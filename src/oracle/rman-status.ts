// RMAN's exit code is not all the truth: there are commands that end "with warnings" or "with errors" and exit code 0. The
// database keeps the whole truth in V$RMAN_STATUS (Database Reference). A run's own rows are told from those of other people's
// RMAN by an identifier it sets (SET COMMAND ID): times would mix up two runs, and process numbers two hosts.

import type { Rows } from './programs/rows.ts';

/** A row of V$RMAN_STATUS that tells of trouble, or still runs: `BACKUP DB INCR`, `COMPLETED WITH WARNINGS`. */
export interface UnsettledCommand {
  readonly operation: string;
  readonly status: string;
}

/** What V$RMAN_STATUS says of a run that RMAN itself called a success. */
export interface RmanVerdict {
  /** The worst of its commands; `unknown` when there is no row of it. */
  readonly status: 'completed' | 'completed with warnings' | 'failed' | 'unknown';
  readonly warned: readonly UnsettledCommand[];
  readonly failed: readonly UnsettledCommand[];
}

/** @param rows of rman-status.sql */
export function readRmanVerdict(rows: Rows): RmanVerdict {
  const commands = rows.all('command', ['status', 'operation', 'object']).map(({ status, operation, object }) => ({
    status,
    operation: `${operation} ${object}`.trim(),
  }));
  const failed = commands.filter(({ status }) => status === 'FAILED' || status.endsWith('WITH ERRORS'));
  const warned = commands.filter(({ status }) => status.endsWith('WITH WARNINGS'));
  return { status: worstOf(commands.length, failed.length, warned.length), warned, failed };
}

function worstOf(all: number, failed: number, warned: number): RmanVerdict['status'] {
  if (all === 0) return 'unknown';
  if (failed > 0) return 'failed';
  return warned > 0 ? 'completed with warnings' : 'completed';
}

/** `DELETE ended COMPLETED WITH WARNINGS` */
export function describeCommand({ operation, status }: UnsettledCommand): string {
  return `${operation} ended ${status}`;
}
