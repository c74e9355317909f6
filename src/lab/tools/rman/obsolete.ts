import type { LabDatabase } from '#lab/oracle/database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { datafileCopies } from './copies.ts';
import type { DatafileCopy } from './copies.ts';
import { recordedLogs, recordedPieces } from './repository.ts';
import type { RecordedLog, RecordedPiece } from './repository.ts';

// What a retention policy no longer needs (law 22). Under a recovery window everything stays that is needed to reach any time
// in it: of each datafile the newest copy from before the window and all later ones, and what rolls them forward. Copies of
// datafiles that are no longer in the database are left alone.

/** How much must stay. */
export type Keep = { readonly windowStart: string } | { readonly redundancy: number };

export interface Obsolete {
  readonly copies: readonly DatafileCopy[];
  readonly pieces: readonly RecordedPiece[];
  readonly logs: readonly RecordedLog[];
}

export function obsoleteBackups(db: LabDatabase, keep: Keep): Obsolete {
  const oldestNeeded = new Map(datafiles(db).map((file) => [file.file, oldestNeededCheckpoint(db, file, keep)]));
  const copies = datafileCopies(db).filter(({ file, checkpoint_change }) => checkpoint_change < (oldestNeeded.get(file) ?? 0));
  const incrementals = incrementalPieces(db).filter(({ file, checkpoint_change }) => checkpoint_change <= (oldestNeeded.get(file) ?? 0));
  const controlFiles = superseded(piecesOf(db, ['controlfile', 'autobackup']), keep);
  const parameterFiles = superseded(piecesOf(db, ['spfile']), keep);
  const oldest = Math.min(...[...oldestNeeded.values()].map((checkpoint) => checkpoint ?? 0));
  return {
    copies,
    pieces: [...incrementals, ...controlFiles, ...parameterFiles].sort((left, right) => left.recid - right.recid),
    logs: recordedLogs(db).filter(({ next_change }) => next_change <= oldest),
  };
}

/** Checkpoint of the oldest copy of a datafile that must stay; nothing when every copy must. */
function oldestNeededCheckpoint(db: LabDatabase, file: { readonly file: number; readonly creation_change: number }, keep: Keep): number | undefined {
  const newestFirst = datafileCopies(db)
    .filter((copy) => copy.file === file.file && copy.creation_change === file.creation_change && copy.status === 'A')
    .sort((left, right) => right.checkpoint_change - left.checkpoint_change);
  if ('redundancy' in keep) return newestFirst[keep.redundancy - 1]?.checkpoint_change;
  return newestFirst.find(({ checkpoint_time }) => checkpoint_time <= keep.windowStart)?.checkpoint_change;
}

/** Of files that replace each other, those older than the oldest that must stay. */
function superseded(pieces: readonly RecordedPiece[], keep: Keep): readonly RecordedPiece[] {
  const newestFirst = [...pieces].sort((left, right) => right.recid - left.recid);
  const last = 'redundancy' in keep ? keep.redundancy - 1 : newestFirst.findIndex(({ completion_time }) => completion_time <= keep.windowStart);
  return last < 0 ? [] : newestFirst.slice(last + 1);
}

function piecesOf(db: LabDatabase, kinds: readonly string[]): readonly RecordedPiece[] {
  return recordedPieces(db).filter(({ kind }) => kinds.includes(kind));
}

function incrementalPieces(db: LabDatabase): readonly (RecordedPiece & { readonly file: number; readonly checkpoint_change: number })[] {
  return db.sql.all(
    `select piece.*, incremental.file, incremental.checkpoint_change
       from backup_piece piece join backup_datafile incremental using (set_key)
      where piece.deleted = 'NO' and piece.handle is not null`,
  );
}
