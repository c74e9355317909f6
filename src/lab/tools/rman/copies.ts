import type { LabDatabase } from '#lab/oracle/database.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';

/** A row of V$DATAFILE_COPY that is not deleted. */
export interface DatafileCopy {
  readonly recid: number;
  readonly file: number;
  readonly name: string;
  readonly tag: string | null;
  /** A: available, X: expired, U: unavailable. */
  readonly status: string;
  readonly creation_change: number;
  readonly checkpoint_change: number;
  readonly checkpoint_time: string;
  readonly fuzzy_change: number | null;
  readonly completion_time: string;
}

/** A level 1 incremental of one datafile. */
export interface IncrementalPiece {
  readonly recid: number;
  readonly handle: string;
  readonly incremental_change: number;
  readonly checkpoint_change: number;
}

export function datafileCopies(db: LabDatabase): readonly DatafileCopy[] {
  return db.sql.all<DatafileCopy>("select * from datafile_copy where deleted = 'NO' and name is not null order by recid");
}

/**
 * The image copy of a datafile that is rolled forward: level 0, with this tag (in any case, law 18), of the same file and not
 * of an earlier one with its number; of several the newest.
 */
export function copyOfDatafile(db: LabDatabase, file: Datafile, tag: string): DatafileCopy | undefined {
  return db.sql.get<DatafileCopy>(
    `select * from datafile_copy
      where file = ? and creation_change = ? and tag = ? and deleted = 'NO' and status = 'A' and incremental_level = 0
      order by checkpoint_change desc, recid desc`,
    file.file,
    file.creation_change,
    tag.toUpperCase(),
  );
}

/** The incrementals of that tag that are newer than the copy, in the order they are applied. */
export function unappliedPieces(db: LabDatabase, copy: DatafileCopy, tag: string): readonly IncrementalPiece[] {
  return db.sql.all<IncrementalPiece>(
    `select piece.recid, piece.handle, incremental.incremental_change, incremental.checkpoint_change
       from backup_datafile incremental join backup_piece piece using (set_key)
      where incremental.file = ? and incremental.creation_change = ? and incremental.checkpoint_change > ?
        and piece.tag = ? and piece.deleted = 'NO' and piece.status = 'A'
      order by incremental.checkpoint_change, piece.recid`,
    copy.file,
    copy.creation_change,
    copy.checkpoint_change,
    tag.toUpperCase(),
  );
}
