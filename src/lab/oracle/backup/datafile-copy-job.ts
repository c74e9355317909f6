import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { recordDatafileCopy } from './backup-records.ts';
import type { BlockJob } from './block-job.ts';
import { blockDamage, blockSize, readHeader, readRawBlock, writeBlock } from '../blocks.ts';
import { checkpointDatafile, liveDescriptor } from '../checkpoint.ts';
import { databaseTime, isPrimaryRole, nextScn, type LabDatabase } from '../database.ts';
import { datafile, isMoving, type Datafile } from '../datafiles.ts';
import { firstBlock, readFileHeader, writeFileHeader, type FileHeader } from '../file-header.ts';
import { datafileLine, fileCreationLines, OracleError } from '../oracle-error.ts';

// An image copy of a live datafile. The file is checkpointed first; then its blocks are read one after another while others
// change them, so the copy is fuzzy: it needs redo up to its newest block before it can be opened (law 7).

/** The copy to make. */
export interface CopyRequest {
  readonly file: number;
  readonly path: string;
  /** Stored in upper case (law 18). */
  readonly tag: string;
  /** 0 for a copy that incrementals are based on. */
  readonly level?: 0;
  /** REUSE: an existing file is overwritten, otherwise it is ORA-27038. */
  readonly reuse?: boolean;
}

/** A finished copy, as recorded. */
export interface CopyResult {
  readonly recid: number;
  readonly blocks: number;
  readonly checkpointChange: number;
  readonly fuzzyChange: number | null;
}

/** Checkpoints the datafile and makes the copy's file. @throws {OracleError} ORA-19504 when it cannot be made */
export function beginDatafileCopy(db: LabDatabase, request: CopyRequest): BlockJob<CopyResult> {
  const file = datafile(db, request.file);
  const header = checkpointedHeader(db, file);
  try {
    const descriptor = openSync(db.files.path(request.path), request.reuse === true ? 'w' : 'wx');
    try {
      ftruncateSync(descriptor, (header.blocks + 1) * blockSize);
      writeBlock(descriptor, 0, firstBlock());
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new OracleError(`ORA-19504: failed to create file "${request.path}"`, ...fileCreationLines(error));
  }
  return new DatafileCopyJob(request, header);
}

/** Moves the file's checkpoint to now, unless it does not move (law 8) or only redo moves it, as on a standby; returns its header. */
export function checkpointedHeader(db: LabDatabase, file: Datafile): FileHeader {
  if (isMoving(file) && isPrimaryRole(db)) checkpointDatafile(db, file, { scn: nextScn(db), time: databaseTime(db) });
  const header = readFileHeader(liveDescriptor(db, file));
  if (header === undefined) throw new OracleError('ORA-01210: data file header is media corrupt', datafileLine(file));
  return header;
}

/** Reads a block for a backup. @throws {OracleError} ORA-19566 when it is damaged: RMAN backs up nothing it knows to be bad */
export function readBlockForBackup(descriptor: number, file: Datafile, block: number): Buffer {
  const content = readRawBlock(descriptor, block);
  if (blockDamage(content, { file: file.file, block }) === undefined) return content;
  throw new OracleError(`ORA-19566: exceeded limit of 0 corrupt blocks for file ${file.name}`);
}

class DatafileCopyJob implements BlockJob<CopyResult> {
  readonly #request: CopyRequest;
  readonly #header: FileHeader;
  #nextBlock = 2;
  #newestScn = 0;

  constructor(request: CopyRequest, header: FileHeader) {
    this.#request = request;
    this.#header = header;
  }

  get totalBlocks(): number {
    return this.#header.blocks;
  }

  get doneBlocks(): number {
    return this.#nextBlock - 1;
  }

  step(db: LabDatabase, blockCount: number): CopyResult | undefined {
    const file = datafile(db, this.#request.file);
    const source = liveDescriptor(db, file);
    const target = db.files.descriptor(this.#request.path);
    const end = Math.min(this.#nextBlock + blockCount, this.totalBlocks + 1);
    for (; this.#nextBlock < end; this.#nextBlock += 1) {
      const block = readBlockForBackup(source, file, this.#nextBlock);
      this.#newestScn = Math.max(this.#newestScn, readHeader(block).scn);
      writeBlock(target, this.#nextBlock, block);
    }
    return this.#nextBlock > this.totalBlocks ? this.#finish(db, target) : undefined;
  }

  #finish(db: LabDatabase, target: number): CopyResult {
    const isFuzzy = this.#newestScn >= this.#header.checkpointChange;
    const header = { ...this.#header, fuzzy: isFuzzy, fuzzyChange: isFuzzy ? this.#newestScn : null };
    writeFileHeader(target, header);
    const recid = recordDatafileCopy(db, header, this.#request);
    return { recid, blocks: header.blocks, checkpointChange: header.checkpointChange, fuzzyChange: header.fuzzyChange };
  }
}
