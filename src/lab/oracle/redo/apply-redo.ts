import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readArchivedLog } from './archived-logs.ts';
import { applyRecords } from './block-change.ts';
import { blockSize } from '../blocks.ts';
import { writeEmptyDatafile } from '../create-datafile.ts';
import { readFileHeader, writeFileHeader, type FileHeader } from '../file-header.ts';
import { fileChange } from './file-redo.ts';
import { isBefore, type Until } from '../journal.ts';
import { OracleError } from '../oracle-error.ts';
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
  /** Those of the copies whose files the control file knows as read only or offline: redo from before the others' checkpoints is not for them (law 8). */
  readonly unmoved?: readonly string[];
  /** Folder for files that only redo knows (law 32), or what names each; absent, or without a name: they are left out. */
  readonly createIn?: string | ((header: FileHeader) => string | undefined);
}

/** How far recovery came. */
export interface RedoOutcome {
  readonly appliedRecords: number;
  readonly changedBlocks: number;
  /** Every change before this SCN is in the copies now. */
  readonly reachedScn: number;
  /** Time of the last change that was applied. */
  readonly lastTime: string | undefined;
  /** The copies, without those of files that were dropped meanwhile, and with files that redo made. */
  readonly files: readonly string[];
  /** Where the target was reached: no change that is not applied is older than this. */
  readonly nextTime: string | undefined;
  /** Every file that was dropped before the target, also one that is not among the copies. */
  readonly drops: readonly { readonly file: number; readonly scn: number }[];
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
export function applyRedo({ copies, logs, until, unmoved = [], createIn }: RedoApplication): RedoOutcome {
  const open = copies.map(openCopy);
  try {
    for (const copy of open) refuseNewerCopy(copy, until);
    const moving = open.filter(({ path }) => !unmoved.includes(path));
    const start = Math.min(...(moving.length > 0 ? moving : open).map(({ header }) => header.checkpointChange));
    return recover(open, orderedLogs(logs.map((path) => readArchivedLog(path)), start, until), { start, until, createIn });
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

interface Recovery {
  readonly start: number;
  readonly until: Until | undefined;
  readonly createIn: RedoApplication['createIn'];
}

/** `copies` grows by the files that redo makes. */
function recover(copies: OpenCopy[], logs: readonly RedoLog[], { start, until, createIn }: Recovery): RedoOutcome {
  const available = logs.flatMap(({ records }) => records).sort((one, other) => one.scn - other.scn);
  const endOfRedo = endOfLogs(logs, start);
  const end = endOfRecovery(available, endOfRedo, until);
  const records = available.filter(({ scn }) => scn >= start && scn < end.scn);
  const lastTime = records.at(-1)?.time;
  if (createIn !== undefined) for (const record of records) createFile(copies, record, createIn);

  let changedBlocks = 0;
  const dropped = new Set<OpenCopy>();
  for (const copy of copies) {
    const ofFile = records.filter((record) => concerns(record, copy, copies));
    changedBlocks += applyRecords(copy.descriptor, ofFile, { file: copy.header.file, name: copy.path });
    writeFileHeader(copy.descriptor, recoveredHeader(resized(copy, ofFile), end.scn, until === undefined && endOfRedo.time !== '' ? endOfRedo.time : lastTime));
    if (ofFile.some(({ kind }) => kind === 'drop-file')) dropped.add(copy);
  }
  const known = new Set(copies.map(({ header }) => header.file));
  return {
    appliedRecords: records.length,
    changedBlocks,
    reachedScn: end.scn,
    lastTime,
    nextTime: end.nextTime,
    files: copies.filter((copy) => !dropped.has(copy)).map(({ path }) => path),
    drops: records.filter(({ kind }) => kind === 'drop-file').map(({ file, scn }) => ({ file, scn })),
    unknownFiles: [...new Set(records.map(({ file }) => file))].filter((file) => !known.has(file)),
    missing: end.missing,
  };
}

/** A file whose birth is in the redo, unless there is a copy of it. */
function createFile(copies: OpenCopy[], record: RedoRecord, place: string | ((header: FileHeader) => string | undefined)): void {
  const change = fileChange(record);
  if (change?.kind !== 'create-file') return;
  const { file, creationChange } = change.header;
  if (copies.some(({ header }) => header.file === file && header.creationChange === creationChange)) return;
  const path = typeof place === 'string' ? join(place, `file-${file}-${creationChange}`) : place(change.header);
  if (path === undefined) return;
  writeEmptyDatafile(path, change.header);
  copies.push(openCopy(path));
}

/** Numbers of dropped files are used again: redo is of the youngest file with that number. */
function concerns({ file, scn }: RedoRecord, { header }: OpenCopy, copies: readonly OpenCopy[]): boolean {
  if (file !== header.file || scn < header.checkpointChange) return false;
  return !copies.some((other) => other.header.file === file && other.header.creationChange > header.creationChange && other.header.creationChange <= scn);
}

function resized({ descriptor, header }: OpenCopy, records: readonly RedoRecord[]): FileHeader {
  const change = records.map(fileChange).findLast((found) => found?.kind === 'resize-file');
  if (change === undefined) return header;
  ftruncateSync(descriptor, (change.blocks + 1) * blockSize);
  return { ...header, blocks: change.blocks };
}

/** Where recovery stops: at the target, or for want of the next log. */
function endOfRecovery(records: readonly RedoRecord[], end: EndOfLogs, until: Until | undefined): Pick<RedoOutcome, 'missing' | 'nextTime'> & { readonly scn: number } {
  if (until !== undefined) {
    const firstAfter = records.find((record) => !isBefore(record, until));
    if (!isBefore(end, until)) return { scn: 'scn' in until ? until.scn : (firstAfter?.scn ?? end.scn), missing: undefined, nextTime: firstAfter?.time ?? end.time };
  }
  return { scn: end.scn, nextTime: undefined, missing: { thread: end.thread, sequence: end.sequence + 1, scn: end.scn } };
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
function recoveredHeader(header: FileHeader, reachedScn: number, reachedTime: string | undefined): FileHeader {
  const checkpointChange = Math.max(header.checkpointChange, reachedScn);
  const fuzzy = header.fuzzy && header.fuzzyChange !== null && checkpointChange <= header.fuzzyChange;
  return {
    ...header,
    checkpointChange,
    checkpointTime: reachedTime ?? header.checkpointTime,
    fuzzy,
    fuzzyChange: fuzzy ? header.fuzzyChange : null,
  };
}
