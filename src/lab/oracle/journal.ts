import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './row-slots.ts';

// The journal is the judge of every restore: what was committed, when, written down by the commit itself and never read by
// redo, backups or recovery. A restore to an SCN or a time is right when its rows are those of the journal before it.

/** One committed transaction. */
export interface JournalEntry {
  readonly scn: number;
  readonly time: string;
  readonly changes: readonly JournalChange[];
}

export interface JournalChange {
  /** `drop-file`: the whole file, and all its rows. */
  readonly action: 'put' | 'delete' | 'drop-file';
  readonly file: number;
  readonly key: number;
  readonly text: string;
}

/** Exclusive end: entries with a smaller SCN, or an earlier time, count. */
export type Until = { readonly scn: number } | { readonly time: string };

/** Each database of the database host has its own. */
interface JournalPlace {
  readonly labDir: string;
  /** DB_UNIQUE_NAME. */
  readonly name: string;
}

const tailBytes = 4096;

export function appendJournal(of: JournalPlace, entry: JournalEntry): void {
  appendFileSync(journalPath(of), `${JSON.stringify(entry)}\n`);
}

export function readJournal(labDir: string, name = 'orcl'): readonly JournalEntry[] {
  return readFileSync(journalPath({ labDir, name }), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** The rows that must be there at `until`, or now; sorted by file and key. */
export function rowsByJournal(labDir: string, until?: Until, name = 'orcl'): readonly (Row & { readonly file: number })[] {
  const rows = new Map<string, Row & { readonly file: number }>();
  for (const entry of readJournal(labDir, name)) {
    if (until !== undefined && !isBefore(entry, until)) break;
    for (const { action, file, key, text } of entry.changes) {
      if (action === 'put') rows.set(`${file} ${key}`, { file, key, text, time: entry.time });
      else if (action === 'delete') rows.delete(`${file} ${key}`);
      else for (const [place, row] of rows) if (row.file === file) rows.delete(place);
    }
  }
  return [...rows.values()].sort((one, other) => one.file - other.file || one.key - other.key);
}

export function isBefore(point: { readonly scn: number; readonly time: string }, until: Until): boolean {
  return 'scn' in until ? point.scn < until.scn : point.time < until.time;
}

/** SCN of the last entry, 0 for an empty journal. */
export function lastJournalScn(of: JournalPlace): number {
  const descriptor = openSync(journalPath(of), 'a+');
  try {
    const size = fstatSync(descriptor).size;
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    const line = tail.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
    return line === '' ? 0 : (JSON.parse(line) as JournalEntry).scn;
  } finally {
    closeSync(descriptor);
  }
}

/** Where the journal of a database is; it begins empty. */
export function journalPath({ labDir, name }: JournalPlace): string {
  return join(labDir, 'world', `${name}.journal.jsonl`);
}
