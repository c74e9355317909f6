// Archived logs as the control file knows them. One log has a row per place it was written to; a file deleted by other
// hands keeps its row, so that a row alone proves nothing about a folder. Logs that were deleted keep a row, too: it tells
// which redo there was, and so where a folder has a gap. After OPEN RESETLOGS sequence numbers begin again: a log is known by
// its incarnation as well, and the redo of an older one counts up to the SCN at which the next began.

import { IcbError } from '#core/errors.ts';
import { endInLine, lineOf, readIncarnations } from './incarnations.ts';
import type { Incarnation } from './incarnations.ts';
import { readLocalTime, readScn, readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

export interface ArchivedLogCopy {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  /** Bytes of redo; the file is at least as large. */
  readonly bytes: number;
  readonly name: string;
}

/** The redo of one log, wherever it is or was. */
export interface RedoRange {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  /** Inclusive. */
  readonly firstScn: bigint;
  /** Exclusive: where the next log of the thread begins. */
  readonly nextScn: bigint;
  /** `yyyy-mm-dd hh24:mi:ss`, database host's local time. */
  readonly firstTime: string;
}

export interface ArchivedLogs {
  readonly copies: readonly ArchivedLogCopy[];
  /** By incarnation, thread and sequence. */
  readonly redo: readonly RedoRange[];
  readonly openThreads: readonly number[];
  /** The current incarnation and those it came from, oldest first; logs of others are left out. */
  readonly line: readonly Incarnation[];
}

/** A log that is missing in a folder: with a copy elsewhere it can be put there, without one it is lost. */
export interface MissingLog {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  readonly existsElsewhere: boolean;
}

/** Where the redo in a folder ends too early. */
export interface RedoGap {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  /** Everything before this SCN is there; local time of the database host beside it, when the control file tells one. */
  readonly scn: bigint;
  readonly time: string;
  /** The log may still arrive: it is the next one of its thread. */
  readonly pending: boolean;
}

/** @throws {IcbError} for an answer without a current incarnation: no log would count, so none would be missing */
export async function queryArchivedLogs(oracle: OracleTools, signal: AbortSignal): Promise<ArchivedLogs> {
  const rows = await oracle.sql('archived-logs.sql', { step: 'query archived logs' }, signal);
  const line = lineOf(readIncarnations(rows));
  if (line.length === 0) {
    throw new IcbError('the database names no current incarnation: its archived logs cannot be judged', {
      hint: 'look into the session log at what SQL*Plus printed of V$DATABASE_INCARNATION; a glogin.sql or login.sql must not change its output',
    });
  }
  const isInLine = ({ resetlogsId }: { readonly resetlogsId: string }): boolean => line.some((each) => each.resetlogsId === resetlogsId);
  return {
    line,
    copies: rows.all('log', ['thread', 'sequence', 'resetlogsId', 'bytes', 'name']).map((row) => ({
      thread: readWholeNumber(row.thread),
      sequence: readWholeNumber(row.sequence),
      resetlogsId: row.resetlogsId,
      bytes: readWholeNumber(row.bytes),
      name: row.name,
    })).filter(isInLine),
    redo: rows.all('redo', ['thread', 'sequence', 'resetlogsId', 'firstScn', 'nextScn', 'firstTime']).map((row) => ({
      thread: readWholeNumber(row.thread),
      sequence: readWholeNumber(row.sequence),
      resetlogsId: row.resetlogsId,
      firstScn: readScn(row.firstScn),
      nextScn: readScn(row.nextScn),
      firstTime: readLocalTime(row.firstTime),
    })).filter(isInLine),
    openThreads: rows.all('thread', ['thread']).map(({ thread }) => readWholeNumber(thread)),
  };
}

/**
 * Logs known to exist somewhere that `folder` lacks. A log is there when the dictionary names a file in the folder and that
 * file exists with all its redo (an archiver that ran out of space leaves a short one).
 * @param fileSizes sizes of the files in the folder, by file name
 */
export function missingLogs(
  logs: readonly ArchivedLogCopy[],
  folder: string,
  fileSizes: ReadonlyMap<string, number>,
): readonly MissingLog[] {
  const present = presentLogs(logs, folder, fileSizes);
  const byLog = Map.groupBy(logs, logKey);
  return [...byLog.values()].flatMap(([log, ...others]) => {
    if (log === undefined || present.has(logKey(log))) return [];
    const { thread, sequence, resetlogsId } = log;
    return [{ thread, sequence, resetlogsId, existsElsewhere: [log, ...others].some((copy) => !isInFolder(copy.name, folder)) }];
  });
}

/** Logs whose file in `folder` is complete, as {@link logKey}s. */
export function presentLogs(
  logs: readonly ArchivedLogCopy[],
  folder: string,
  fileSizes: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const here = logs.filter((log) => isInFolder(log.name, folder) && (fileSizes.get(log.name.slice(folder.length + 1)) ?? -1) >= log.bytes);
  return new Set(here.map(logKey));
}

/**
 * The first place where the redo between two SCNs breaks off, over all threads and through every RESETLOGS between them;
 * undefined when it is complete.
 * @param present {@link presentLogs}
 * @param range `from` inclusive, `to` exclusive; without `to` as far as redo has been archived
 */
export function firstRedoGap(
  { redo, openThreads, line }: Pick<ArchivedLogs, 'redo' | 'openThreads' | 'line'>,
  present: ReadonlySet<string>,
  { from, to }: { readonly from: bigint; readonly to: bigint | undefined },
): RedoGap | undefined {
  for (const { resetlogsId, resetlogsScn } of line) {
    const end = endInLine(line, resetlogsId);
    if (end !== undefined && end <= from) continue;
    const own = redo.filter((log) => log.resetlogsId === resetlogsId);
    const gap = gapOfIncarnation(own, present, { resetlogsId, from: from > resetlogsScn ? from : resetlogsScn, to: end ?? to, openThreads: end === undefined ? openThreads : [] });
    if (gap !== undefined) return gap;
    const last = own.toSorted((a, b) => Number(b.nextScn - a.nextScn))[0];
    // RESETLOGS begins one SCN after the last that was recovered.
    if (end !== undefined && last !== undefined && last.nextScn + 1n < end) return gapAfter(last, { pending: false });
  }
  return undefined;
}

interface IncarnationRange {
  readonly resetlogsId: string;
  readonly from: bigint;
  readonly to: bigint | undefined;
  /** Threads that still write. */
  readonly openThreads: readonly number[];
}

function gapOfIncarnation(redo: readonly RedoRange[], present: ReadonlySet<string>, { resetlogsId, from, to, openThreads }: IncarnationRange): RedoGap | undefined {
  const threads = new Set([...openThreads, ...redo.map(({ thread }) => thread)]);
  const gaps = [...threads].flatMap((thread) => {
    const needed = redo
      .filter((log) => log.thread === thread && log.nextScn > from && (to === undefined || log.firstScn < to))
      .toSorted((a, b) => a.sequence - b.sequence);
    const mustReach = openThreads.includes(thread) ? to : undefined;
    if (needed.length === 0) return mustReach === undefined ? [] : { ...nothingOfThread(thread, redo, from), resetlogsId };
    return gapOfThread(needed, present, mustReach) ?? [];
  });
  return gaps.toSorted((a, b) => (a.scn < b.scn ? -1 : 1))[0];
}

function gapOfThread(needed: readonly RedoRange[], present: ReadonlySet<string>, mustReach: bigint | undefined): RedoGap | undefined {
  for (const [index, log] of needed.entries()) {
    const before = needed[index - 1];
    if (before !== undefined && log.sequence !== before.sequence + 1) return gapAfter(before, { pending: false });
    if (!present.has(logKey(log))) {
      return { thread: log.thread, sequence: log.sequence, resetlogsId: log.resetlogsId, scn: log.firstScn, time: log.firstTime, pending: false };
    }
  }
  const last = needed.at(-1);
  if (last === undefined || mustReach === undefined || last.nextScn >= mustReach) return undefined;
  return gapAfter(last, { pending: true });
}

/** All that was archived of an open thread ends before the needed redo begins: its next log is still to come. */
function nothingOfThread(thread: number, redo: readonly RedoRange[], from: bigint): Omit<RedoGap, 'resetlogsId'> {
  const last = redo.filter((log) => log.thread === thread).toSorted((a, b) => a.sequence - b.sequence).at(-1);
  return { thread, sequence: (last?.sequence ?? 0) + 1, scn: from, time: last?.firstTime ?? '', pending: true };
}

/** The control file tells no time for the end of a log; its beginning is surely before. */
function gapAfter(log: RedoRange, { pending }: { readonly pending: boolean }): RedoGap {
  return { thread: log.thread, sequence: log.sequence + 1, resetlogsId: log.resetlogsId, scn: log.nextScn, time: log.firstTime, pending };
}

/** File name of a log put back into the folder: what the default LOG_ARCHIVE_FORMAT `%t_%s_%r.dbf` gives. */
export function archivedLogFileName(log: Pick<MissingLog, 'thread' | 'sequence' | 'resetlogsId'>): string {
  return `${log.thread}_${log.sequence}_${log.resetlogsId}.dbf`;
}

function logKey({ resetlogsId, thread, sequence }: Pick<RedoRange, 'resetlogsId' | 'thread' | 'sequence'>): string {
  return `${resetlogsId}/${thread}/${sequence}`;
}

function isInFolder(name: string, folder: string): boolean {
  return name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/');
}
