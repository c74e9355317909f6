import { closeSync, openSync } from 'node:fs';
import { readArchivedLog } from './archived-logs.ts';
import { applyRecords } from './block-change.ts';
import { readFileHeader, writeFileHeader, type FileHeader } from './file-header.ts';
import { isBefore, type Until } from './journal.ts';
import { OracleError } from './oracle-error.ts';
import { orderedLogs, type RedoLog } from './redo-stream.ts';
import type { RedoRecord } from './redo.ts';

// Media recovery: redo is applied to restored copies from the oldest checkpoint on, in SCN order, up to but not including the
// target. Afterwards every copy has the same checkpoint. Copies of files that do not move (law 8) need none of it.

/** Image copies and archived logs, by path. */
export interface RedoApplication {
  readonly copies: readonly string[];
  readonly logs: readonly string[];
  /** Exclusive; absent: as far as the logs go. */
  readonly until?: Until;
}

/** How far recovery came. */
export interface RedoOutcome {
  readonly appliedRecords: number;
  readonly changedBlocks: number;
  /** Every change before this SCN is in the copies now. */
  readonly reachedScn: number;
  /** Time of the last change that was applied. */
  readonly lastTime: string | undefined;
  /** Files that redo speaks of and that are not among the copies. */
  readonly unknownFiles: readonly number[];
  /** The log that would have come next, when the target was not reached (RMAN-06054); always without a target. */
  readonly missing: { readonly thread: number; readonly sequence: number; readonly scn: number } | undefined;
}

interface OpenCopy {
  readonly path: string;
  readonly descriptor: number;
  readonly header: FileHeader;
}

interface EndOfLogs {
  readonly scn: number;
  readonly time: string;
  readonly thread: number;
  readonly sequence: number;
}

/**
 * Recovers copies in place.
 * @throws {OracleError} RMAN-06556 for a copy past the target, RMAN-06053 for a gap between the logs
 */
export function applyRedo({ copies, logs, until }: RedoApplication): RedoOutcome {
  const open = copies.map(openCopy);
  try {
    for (const copy of open) refuseNewerCopy(copy, until);
    const start = Math.min(...open.map(({ header }) => header.checkpointChange));
    return recover(open, orderedLogs(logs.map(readArchivedLog), start), start, until);
  } finally {
    for (const { descriptor } of open) closeSync(descriptor);
  }
}

/** What opening the database would check (law 7). @throws {OracleError} ORA-01195 or ORA-01194 for the first copy that needs more redo */
export function requireConsistentCopies(paths: readonly string[]): void {
  const copies = paths.map(openCopy);
  for (const { descriptor } of copies) closeSync(descriptor);
  const newest = Math.max(...copies.map(({ header }) => header.checkpointChange));
  for (const { path, header } of copies) {
    const line = `ORA-01110: data file ${header.file}: '${path}'`;
    const needs = `file ${header.file} needs more recovery to be consistent`;
    if (header.fuzzy) throw new OracleError(`ORA-01195: online backup of ${needs}`, line);
    if (header.checkpointChange < newest) throw new OracleError(`ORA-01194: ${needs}`, line);
  }
}

function recover(copies: readonly OpenCopy[], logs: readonly RedoLog[], start: number, until: Until | undefined): RedoOutcome {
  const available = logs.flatMap(({ records }) => records).sort((one, other) => one.scn - other.scn);
  const end = endOfRecovery(available, endOfLogs(logs, start), until);
  const records = available.filter(({ scn }) => scn >= start && scn < end.scn);
  const lastTime = records.at(-1)?.time;

  const byFile = Map.groupBy(records, ({ file }) => file);
  let changedBlocks = 0;
  for (const { header, descriptor } of copies) {
    const ofFile = byFile.get(header.file) ?? [];
    changedBlocks += applyRecords(descriptor, ofFile.filter(({ scn }) => scn >= header.checkpointChange));
    writeFileHeader(descriptor, recoveredHeader(header, end.scn, lastTime));
    byFile.delete(header.file);
  }
  return { appliedRecords: records.length, changedBlocks, reachedScn: end.scn, lastTime, unknownFiles: [...byFile.keys()], missing: end.missing };
}

/** Where recovery stops: at the target, or for want of the next log. */
function endOfRecovery(records: readonly RedoRecord[], end: EndOfLogs, until: Until | undefined): Pick<RedoOutcome, 'missing'> & { readonly scn: number } {
  if (until !== undefined) {
    const firstAfter = records.find((record) => !isBefore(record, until));
    const isReached = firstAfter !== undefined || !isBefore(end, until);
    if (isReached) return { scn: 'scn' in until ? until.scn : (firstAfter?.scn ?? end.scn), missing: undefined };
  }
  return { scn: end.scn, missing: { thread: end.thread, sequence: end.sequence + 1, scn: end.scn } };
}

/** The thread that ends first says how far all of them together go. */
function endOfLogs(logs: readonly RedoLog[], start: number): EndOfLogs {
  const last = new Map(logs.map(({ header }) => [header.thread, header]));
  const ends = [...last.values()].map(({ nextChange, nextTime, thread, sequence }) => ({ scn: nextChange ?? start, time: nextTime ?? '', thread, sequence }));
  return ends.sort((one, other) => one.scn - other.scn)[0] ?? { scn: start, time: '', thread: 1, sequence: 0 };
}

function openCopy(path: string): OpenCopy {
  const descriptor = openSync(path, 'r+');
  const header = readFileHeader(descriptor);
  if (header !== undefined) return { path, descriptor, header };
  closeSync(descriptor);
  throw new OracleError('ORA-01210: data file header is media corrupt', `ORA-01110: data file: '${path}'`);
}

function refuseNewerCopy({ header }: OpenCopy, until: Until | undefined): void {
  if (until === undefined) return;
  const isPast = 'scn' in until ? header.checkpointChange > until.scn : header.checkpointTime >= until.time;
  if (!isPast) return;
  throw new OracleError(`RMAN-06556: datafile ${header.file} must be restored from backup older than SCN ${header.checkpointChange}`);
}

/** A copy stays fuzzy while redo has not passed its newest block. */
function recoveredHeader(header: FileHeader, reachedScn: number, lastTime: string | undefined): FileHeader {
  const checkpointChange = Math.max(header.checkpointChange, reachedScn);
  const fuzzy = header.fuzzy && header.fuzzyChange !== null && checkpointChange <= header.fuzzyChange;
  return {
    ...header,
    checkpointChange,
    checkpointTime: lastTime ?? header.checkpointTime,
    fuzzy,
    fuzzyChange: fuzzy ? header.fuzzyChange : null,
  };
}
