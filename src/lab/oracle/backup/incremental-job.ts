import { createPiece, writePieceHeader } from './backup-piece.ts';
import { recordBackupSet } from './backup-records.ts';
import type { BlockJob } from './block-job.ts';
import { blockSize, isUnformatted, readHeader, writeWhole } from '../blocks.ts';
import { trackedBlocks } from '../change-tracking.ts';
import { liveDescriptor } from '../checkpoint.ts';
import { databaseTime, type LabDatabase } from '../database.ts';
import { checkpointedHeader, readBlockForBackup } from './datafile-copy-job.ts';
import { datafile } from '../datafiles.ts';
import type { FileHeader } from '../file-header.ts';

/** The level 1 incremental to make: every block of the file that changed at or after `sinceScn`. */
export interface IncrementalRequest {
  readonly file: number;
  /** Checkpoint of the copy it is for. */
  readonly sinceScn: number;
  readonly path: string;
  readonly tag: string;
}

/** A finished incremental, as recorded. */
export interface IncrementalResult {
  readonly setRecid: number;
  readonly pieceRecid: number;
  readonly bytes: number;
  readonly checkpointChange: number;
  /** Blocks in the piece. */
  readonly blocks: number;
  /** Blocks read to find them: all, or with change tracking only those that it names (law 15). */
  readonly blocksRead: number;
  readonly usedChangeTracking: boolean;
}

/** Checkpoints the datafile and makes the piece's file. @throws {OracleError} ORA-19504 when it cannot be made */
export function beginIncremental(db: LabDatabase, request: IncrementalRequest): BlockJob<IncrementalResult> {
  const header = checkpointedHeader(db, datafile(db, request.file));
  createPiece(request.path, false, db.files.path(request.path));
  const tracked = trackedBlocks(db, request.file, request.sinceScn);
  return new IncrementalJob(request, { header, tracked, startTime: databaseTime(db) });
}

/** Blocks of a piece: block number and content, one behind the other. */
export const pieceBlockSize = 4 + blockSize;

interface IncrementalStart {
  readonly header: FileHeader;
  /** Blocks that change tracking names, when it can. */
  readonly tracked: readonly number[] | undefined;
  readonly startTime: string;
}

class IncrementalJob implements BlockJob<IncrementalResult> {
  readonly #request: IncrementalRequest;
  readonly #header: FileHeader;
  readonly #startTime: string;
  readonly #usedChangeTracking: boolean;
  readonly #blocks: readonly number[];
  #position = 0;
  #written = 0;
  #newestScn = 0;

  constructor(request: IncrementalRequest, { header, tracked, startTime }: IncrementalStart) {
    this.#request = request;
    this.#header = header;
    this.#startTime = startTime;
    this.#usedChangeTracking = tracked !== undefined;
    this.#blocks = tracked ?? Array.from({ length: header.blocks - 1 }, (_, index) => index + 2);
  }

  get totalBlocks(): number {
    return this.#blocks.length;
  }

  get doneBlocks(): number {
    return this.#position;
  }

  step(db: LabDatabase, blockCount: number): IncrementalResult | undefined {
    const file = datafile(db, this.#request.file);
    const source = liveDescriptor(db, file);
    const target = db.files.descriptor(this.#request.path);
    for (const block of this.#blocks.slice(this.#position, this.#position + blockCount)) {
      const content = readBlockForBackup(source, file, block);
      this.#position += 1;
      const { scn } = readHeader(content);
      if (isUnformatted(content) || scn < this.#request.sinceScn) continue;
      this.#newestScn = Math.max(this.#newestScn, scn);
      this.#append(target, block, content);
    }
    return this.#position >= this.#blocks.length ? this.#finish(db, target) : undefined;
  }

  #append(target: number, block: number, content: Buffer): void {
    const entry = Buffer.alloc(pieceBlockSize);
    entry.writeUInt32BE(block, 0);
    content.copy(entry, 4);
    writeWhole(target, entry, blockSize + this.#written * pieceBlockSize);
    this.#written += 1;
  }

  #finish(db: LabDatabase, target: number): IncrementalResult {
    const { dbid, dbName, file, creationChange, checkpointChange, checkpointTime, resetlogsChange, resetlogsId, blocks } = this.#header;
    const bytes = this.#written * pieceBlockSize;
    const incremental = {
      file,
      creationChange,
      incrementalChange: this.#request.sinceScn,
      checkpointChange,
      checkpointTime,
      resetlogsChange,
      resetlogsId,
      datafileBlocks: blocks,
      fuzzyChange: this.#newestScn >= checkpointChange ? this.#newestScn : null,
    };
    writePieceHeader(target, { kind: 'incremental', dbid, dbName, bytes, incremental });
    const counts = { blocks: this.#written, blocksRead: this.#position, usedChangeTracking: this.#usedChangeTracking };
    const records = recordBackupSet(db, {
      kind: 'incremental',
      path: this.#request.path,
      tag: this.#request.tag,
      bytes: blockSize + bytes,
      startTime: this.#startTime,
      incremental: { ...incremental, ...counts },
    });
    return { ...records, ...counts, bytes: blockSize + bytes, checkpointChange };
  }
}
