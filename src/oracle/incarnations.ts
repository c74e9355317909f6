// Incarnations: OPEN RESETLOGS begins a new one, with log sequences from 1 on. What the old one had before that SCN is the new
// one's past as well; what it had after it is abandoned: the same SCNs exist twice, with different changes.

import { readLocalTime, readScn } from './programs/printed-values.ts';
import type { Rows } from './programs/rows.ts';

/** A row of V$DATABASE_INCARNATION. */
export interface Incarnation {
  /** RMAN's key of it. */
  readonly key: string;
  readonly resetlogsId: string;
  /** The first SCN of its own. */
  readonly resetlogsScn: bigint;
  /** When it began: `yyyy-mm-dd hh24:mi:ss`, database host's local time. */
  readonly resetlogsTime: string;
  /** Key of the one it came from. */
  readonly priorKey: string;
  readonly status: string;
}

/** Columns of the rows `ICB|incarnation|...` in several scripts. */
const columns = ['key', 'resetlogsId', 'resetlogsScn', 'resetlogsTime', 'priorKey', 'status'] as const;

export function readIncarnations(rows: Rows): readonly Incarnation[] {
  return rows.all('incarnation', columns).map((row) => ({ ...row, resetlogsScn: readScn(row.resetlogsScn), resetlogsTime: readLocalTime(row.resetlogsTime) }));
}

/** The current incarnation and those it came from, oldest first. */
export function lineOf(incarnations: readonly Incarnation[]): readonly Incarnation[] {
  const line: Incarnation[] = [];
  let next = incarnations.find(({ status }) => status === 'CURRENT');
  while (next !== undefined && !line.includes(next)) {
    line.unshift(next);
    const { priorKey } = next;
    next = incarnations.find(({ key }) => key === priorKey);
  }
  return line;
}

/** Where the part of an incarnation that counts ends: the first SCN of the one after it in the line; undefined for the last. */
export function endInLine(line: readonly Incarnation[], resetlogsId: string): bigint | undefined {
  return line[line.findIndex((each) => each.resetlogsId === resetlogsId) + 1]?.resetlogsScn;
}

/**
 * The incarnation in which the database was at a time: the youngest that had begun before. Recovery until the second in which
 * one began shows nothing of it.
 * @param localTime `yyyy-mm-dd hh24:mi:ss`, database host's local time
 */
export function incarnationAt(incarnations: readonly Incarnation[], localTime: string): Incarnation | undefined {
  return incarnations.filter(({ resetlogsTime }) => resetlogsTime < localTime).toSorted((a, b) => (a.resetlogsTime < b.resetlogsTime ? -1 : 1)).at(-1);
}
