import { closeSync, openSync } from 'node:fs';
import { readArchivedLog } from './archived-logs.ts';
import { applyRecords } from './block-change.ts';
import { readFileHeader, writeFileHeader, type FileHeader } from './file-header.ts';
import { isBefore, type Until } from './journal.ts';
import { OracleError } from './oracle-error.ts';
import { orderedLogs, type RedoLog } from './redo-stream.ts';

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

/**
 * Recovers copies in place.
 * @throws {OracleError} RMAN-06556 for a copy past the target, RMAN-06053 for a gap between the logs
 */
export function applyRedo({ copies, logs, until }: RedoApplication): RedoOutcome {
  const open = copies.map(openCopy);
  try {
    for (const copy of open) refuseNewerCopy(copy, until);
    const start = Math.min(...open.map(({ header }) => header.checkpointChange));
    return recover(open, orderedLogs(logs.map(readArchivedLog), start), { start, until });
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
    if (header.fuzzy) throw new OracleError(`ORA-01195: online backup of file ${header.file} needs more recovery to be consistent`, line);
    if (header.checkpointChange < newest) throw new OracleError(`ORA-01194: file ${header.file} needs more recovery to be consistent`, line);
  }
}

function recover(copies: readonly OpenCopy[], logs: readonly RedoLog[], range: { readonly start: number; readonly until: Until | undefined }): RedoOutcome {
  const { start, until } = range;
  const all = logs.flatMap(({ records }) => records).sort((one, other) => one.scn - other.scn);
  const stop = until === undefined ? -1 : all.findIndex((record) => !isBefore(record, until));
  const records = (stop === -1 ? all : all.slice(0, stop)).filter(({ scn }) => scn >= start);
  const end = endOfRedo(logs, start);
  const isReached = until !== undefined && (stop !== -1 || !isBefore({ scn: end.scn, time: end.time }, until));
  const reachedScn = isReached ? (until !== undefined && 'scn' in until ? until.scn : (all[stop]?.scn ?? end.scn)) : end.scn;

  const byFile = Map.groupBy(records, ({ file }) => file);
  let changedBlocks = 0;
  for (const { header, descriptor } of copies) {
    changedBlocks += applyRecords(descriptor, (byFile.get(header.file) ?? []).filter(({ scn }) => scn >= header.checkpointChange));
    writeFileHeader(descriptor, recoveredHeader(header, { scn: reachedScn, time: records.at(-1)?.time }));
  }
  const known = new Set(copies.map(({ header }) => header.file));
  return {
    appliedRecords: records.length,
    changedBlocks,
    reachedScn,
    lastTime: records.at(-1)?.time,
    unknownFiles: [...byFile.keys()].filter((file) => !known.has(file)),
    missing: isReached ? undefined : { thread: end.thread, sequence: end.sequence + 1, scn: end.scn },
  };
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
  if (isPast) throw new OracleError(`RMAN-06556: datafile ${header.file} must be restored from backup older than SCN ${header.checkpointChange}`);
}

/** The thread that ends first says how far all of them together go. */
function endOfRedo(logs: readonly RedoLog[], start: number): { scn: number; time: string; thread: number; sequence: number } {
  const lastByThread = [...Map.groupBy(logs, ({ header }) => header.thread).values()].map((ofThread) => ofThread.at(-1)?.header);
  const ends = lastByThread.flatMap((header) =>
    header === undefined ? [] : [{ scn: header.nextChange ?? start, time: header.nextTime ?? '', thread: header.thread, sequence: header.sequence }],
  );
  const first = ends.sort((one, other) => one.scn - other.scn)[0];
  return first ?? { scn: start, time: '', thread: 1, sequence: 0 };
}

/** A copy stays fuzzy while redo has not passed its newest block. */
function recoveredHeader(header: FileHeader, reached: { readonly scn: number; readonly time: string | undefined }): FileHeader {
  const checkpointChange = Math.max(header.checkpointChange, reached.scn);
  const fuzzy = header.fuzzy && header.fuzzyChange !== null && checkpointChange <= header.fuzzyChange;
  return {
    ...header,
    checkpointChange,
    checkpointTime: reached.time ?? header.checkpointTime,
    fuzzy,
    fuzzyChange: fuzzy ? header.fuzzyChange : null,
  };
}
