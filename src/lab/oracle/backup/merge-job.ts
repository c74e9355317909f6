import { ftruncateSync, readSync } from 'node:fs';
import { damagedPiece, missingPiece, readPieceHeader, type IncrementalHeader } from './backup-piece.ts';
import type { BlockJob } from './block-job.ts';
import { blockSize, readHeader, readRawBlock, writeBlock } from '../blocks.ts';
import { databaseTime, type LabDatabase } from '../database.ts';
import { readFileHeader, writeFileHeader, type FileHeader } from '../file-header.ts';
import { pieceBlockSize } from './incremental-job.ts';
import { fileStatusLines, OracleError } from '../oracle-error.ts';

// Rolling an image copy forward: the blocks of a level 1 incremental are written into the copy in place, its checkpoint moves
// at the very end. A merge that was interrupted leaves blocks of both ages behind, and an old checkpoint: running it again
// repairs the copy as long as the piece is there (law 13). That the copy's header says so from the beginning, as fuzzy up to
// the incremental's SCN, is our choice; what a real header says then we could not see.

/** What a merge did. */
export interface MergeResult {
  readonly file: number;
  /** Blocks of the piece that were newer than the copy's. */
  readonly blocks: number;
  readonly checkpointChange: number;
}

interface Copy {
  readonly recid: number;
  readonly path: string;
  readonly header: FileHeader;
}

interface Piece {
  readonly path: string;
  readonly blocks: number;
  readonly incremental: IncrementalHeader;
}

/**
 * Opens copy and piece by their records.
 * @throws {OracleError} ORA-19625 or ORA-19505 when one is not on disk (law 14)
 * @throws {OracleError} ORA-19643 when the piece begins after the copy's checkpoint
 */
export function beginMerge(db: LabDatabase, request: { readonly copyRecid: number; readonly pieceRecid: number }): BlockJob<MergeResult> {
  const { name } = db.sql.one<{ name: string }>('select name from datafile_copy where recid = ?', request.copyRecid);
  const { handle } = db.sql.one<{ handle: string }>('select handle from backup_piece where recid = ?', request.pieceRecid);
  const piece = openPiece(db, handle);
  const header = openCopy(db, name, piece.incremental);
  const { fuzzyChange, checkpointChange } = piece.incremental;
  const beginning = { ...header, fuzzy: true, fuzzyChange: Math.max(header.fuzzyChange ?? 0, fuzzyChange ?? checkpointChange) };
  writeFileHeader(db.files.descriptor(name), beginning);
  return new MergeJob({ recid: request.copyRecid, path: name, header }, piece);
}

function openPiece(db: LabDatabase, path: string): Piece {
  const descriptor = existing(db, path, (error) => missingPiece(path, error));
  const header = readPieceHeader(descriptor);
  if (header?.incremental === undefined) throw damagedPiece(path);
  return { path, blocks: header.bytes / pieceBlockSize, incremental: header.incremental };
}

function openCopy(db: LabDatabase, path: string, incremental: IncrementalHeader): FileHeader {
  const identify = `ORA-19625: error identifying file ${path}`;
  const header = readFileHeader(existing(db, path, (error) => new OracleError(identify, ...fileStatusLines(error))));
  if (header === undefined) throw new OracleError(identify, 'ORA-27048: skgfifi: file header information is invalid');
  if (header.creationChange !== incremental.creationChange || header.file !== incremental.file) throw new OracleError(identify);
  if (incremental.incrementalChange <= header.checkpointChange) return header;
  throw new OracleError(
    `ORA-19643: datafile ${header.file}: incremental-start SCN is too recent`,
    `ORA-19640: datafile checkpoint is SCN ${header.checkpointChange} time ${header.checkpointTime}`,
  );
}

function existing(db: LabDatabase, path: string, explain: (error: unknown) => OracleError): number {
  try {
    return db.files.descriptor(path);
  } catch (error) {
    throw explain(error);
  }
}

class MergeJob implements BlockJob<MergeResult> {
  readonly #copy: Copy;
  readonly #piece: Piece;
  #position = 0;
  #changed = 0;

  constructor(copy: Copy, piece: Piece) {
    this.#copy = copy;
    this.#piece = piece;
  }

  get totalBlocks(): number {
    return this.#piece.blocks;
  }

  get doneBlocks(): number {
    return this.#position;
  }

  step(db: LabDatabase, blockCount: number): MergeResult | undefined {
    const source = existing(db, this.#piece.path, (error) => missingPiece(this.#piece.path, error));
    const target = db.files.descriptor(this.#copy.path);
    const end = Math.min(this.#position + blockCount, this.totalBlocks);
    for (; this.#position < end; this.#position += 1) this.#mergeBlock(source, target);
    return this.#position >= this.totalBlocks ? this.#finish(db, target) : undefined;
  }

  #mergeBlock(source: number, target: number): void {
    const entry = Buffer.alloc(pieceBlockSize);
    readSync(source, entry, 0, pieceBlockSize, blockSize + this.#position * pieceBlockSize);
    const number = entry.readUInt32BE(0);
    const block = entry.subarray(4);
    if (readHeader(block).scn < readHeader(readRawBlock(target, number)).scn) return;
    writeBlock(target, number, block);
    this.#changed += 1;
  }

  #finish(db: LabDatabase, target: number): MergeResult {
    const header = mergedHeader(this.#copy.header, this.#piece.incremental);
    ftruncateSync(target, (header.blocks + 1) * blockSize);
    writeFileHeader(target, header);
    db.sql.run(
      `update datafile_copy set checkpoint_change = ?, checkpoint_time = ?, fuzzy_change = ?, blocks = ?,
       resetlogs_change = ?, resetlogs_id = ?, completion_time = ? where recid = ?`,
      header.checkpointChange,
      header.checkpointTime,
      header.fuzzyChange,
      header.blocks,
      header.resetlogsChange,
      header.resetlogsId,
      databaseTime(db),
      this.#copy.recid,
    );
    return { file: header.file, blocks: this.#changed, checkpointChange: header.checkpointChange };
  }
}

/** A piece that is older than the copy changes nothing. */
function mergedHeader(copy: FileHeader, incremental: IncrementalHeader): FileHeader {
  if (incremental.checkpointChange <= copy.checkpointChange) return copy;
  const { checkpointChange, checkpointTime, resetlogsChange, resetlogsId, fuzzyChange, datafileBlocks: blocks } = incremental;
  const checkpoint = { checkpointChange, checkpointTime, fuzzy: fuzzyChange !== null, fuzzyChange };
  return { ...copy, ...checkpoint, resetlogsChange, resetlogsId, blocks };
}
