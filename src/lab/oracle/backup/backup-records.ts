import type { IncrementalHeader, PieceHeader } from './backup-piece.ts';
import { blockSize } from '../blocks.ts';
import { databaseTime, type LabDatabase } from '../database.ts';
import type { FileHeader } from '../file-header.ts';

/** A datafile copy that is there. A file that is cataloged has neither tag nor level: headers do not know them. */
export interface RecordedCopy {
  readonly path: string;
  readonly tag?: string;
  readonly level?: 0;
}

/** Adds the row of a datafile copy, whose checkpoint is that of its header; returns its RECID. */
export function recordDatafileCopy(db: LabDatabase, header: FileHeader, { path, tag, level }: RecordedCopy): number {
  return db.sql.insert('datafile_copy', {
    file: header.file,
    name: path,
    tag: tag?.toUpperCase() ?? null,
    status: 'A',
    deleted: 'NO',
    creation_change: header.creationChange,
    creation_time: header.creationTime,
    checkpoint_change: header.checkpointChange,
    checkpoint_time: header.checkpointTime,
    resetlogs_change: header.resetlogsChange,
    resetlogs_id: header.resetlogsId,
    incremental_level: level ?? null,
    fuzzy_change: header.fuzzyChange,
    blocks: header.blocks,
    block_size: blockSize,
    completion_time: databaseTime(db),
  });
}

/** A finished backup set of one piece. */
export interface FinishedBackupSet {
  readonly kind: PieceHeader['kind'];
  readonly path: string;
  readonly tag: string | null;
  readonly bytes: number;
  readonly startTime: string;
  readonly incremental?: IncrementalHeader & { readonly blocks: number; readonly blocksRead: number; readonly usedChangeTracking: boolean };
}

/** Adds the rows of a finished backup set. A piece that had the same name is gone, so its row goes too. */
export function recordBackupSet(db: LabDatabase, set: FinishedBackupSet): { readonly setRecid: number; readonly pieceRecid: number } {
  return db.sql.transaction(() => {
    const tag = set.tag?.toUpperCase() ?? null;
    const completion = databaseTime(db);
    db.sql.run("update backup_piece set status = 'D', deleted = 'YES', handle = null where handle = ?", set.path);
    const setRecid = db.sql.insert('backup_set', {
      kind: set.kind,
      incremental_level: set.incremental === undefined ? null : 1,
      tag,
      start_time: set.startTime,
      completion_time: completion,
    });
    const pieceRecid = db.sql.insert('backup_piece', {
      set_key: setRecid,
      piece: 1,
      handle: set.path,
      tag,
      status: 'A',
      deleted: 'NO',
      kind: set.kind,
      bytes: set.bytes,
      completion_time: completion,
    });
    if (set.incremental !== undefined) recordBackupDatafile(db, setRecid, set.incremental);
    return { setRecid, pieceRecid };
  });
}

function recordBackupDatafile(db: LabDatabase, setRecid: number, incremental: NonNullable<FinishedBackupSet['incremental']>): void {
  db.sql.insert('backup_datafile', {
    set_key: setRecid,
    file: incremental.file,
    creation_change: incremental.creationChange,
    incremental_change: incremental.incrementalChange,
    checkpoint_change: incremental.checkpointChange,
    checkpoint_time: incremental.checkpointTime,
    resetlogs_change: incremental.resetlogsChange,
    fuzzy_change: incremental.fuzzyChange,
    blocks: incremental.blocks,
    blocks_read: incremental.blocksRead,
    datafile_blocks: incremental.datafileBlocks,
    used_change_tracking: incremental.usedChangeTracking ? 'YES' : 'NO',
  });
}
