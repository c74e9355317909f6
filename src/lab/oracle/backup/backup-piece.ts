import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { blockSize, writeWhole } from '../blocks.ts';
import { fileCreationLines, fileStatusLines, OracleError } from '../oracle-error.ts';

// A backup piece is one block of header and, after it, its content: changed blocks, a control file, or a parameter file.

/** What the header of a backup piece says. */
export interface PieceHeader {
  readonly kind: 'incremental' | 'spfile' | 'controlfile' | 'autobackup';
  readonly dbid: number;
  readonly dbName: string;
  /** Of the content. */
  readonly bytes: number;
  /** Only in a piece of changed blocks. */
  readonly incremental?: IncrementalHeader;
}

/** Changes of one datafile from one checkpoint to the next. */
export interface IncrementalHeader {
  readonly file: number;
  readonly creationChange: number;
  readonly incrementalChange: number;
  readonly checkpointChange: number;
  readonly checkpointTime: string;
  readonly resetlogsChange: number;
  readonly resetlogsId: number;
  readonly datafileBlocks: number;
  readonly fuzzyChange: number | null;
}

const magic = 'ICBLABBP';

/** Makes the file of a piece, whose header comes last: until then it is no backup piece. @param onDisk where it lies, when not at its name @throws {OracleError} ORA-19504 */
export function createPiece(path: string, reuse: boolean, onDisk = path): void {
  try {
    closeSync(openSync(onDisk, reuse ? 'w' : 'wx'));
  } catch (error) {
    throw new OracleError(`ORA-19504: failed to create file "${path}"`, ...fileCreationLines(error));
  }
}

export function writePieceHeader(descriptor: number, header: PieceHeader): void {
  const block = Buffer.alloc(blockSize);
  const text = Buffer.from(JSON.stringify(header));
  block.write(magic, 0, 'latin1');
  block.writeUInt32BE(text.length, 8);
  block.writeUInt32BE(crc32(text), 12);
  text.copy(block, 16);
  writeSync(descriptor, block, 0, blockSize, 0);
}

/** The header of a piece, or nothing when the file is not a complete one. */
export function readPieceHeader(descriptor: number): PieceHeader | undefined {
  const block = Buffer.alloc(blockSize);
  readSync(descriptor, block, 0, blockSize, 0);
  if (block.toString('latin1', 0, magic.length) !== magic) return undefined;
  const text = block.subarray(16, 16 + block.readUInt32BE(8));
  if (crc32(text) !== block.readUInt32BE(12)) return undefined;
  const header = JSON.parse(text.toString('utf8')) as PieceHeader;
  return fstatSync(descriptor).size >= blockSize + header.bytes ? header : undefined;
}

/** A piece to be written at once. */
export interface WholePiece {
  readonly path: string;
  /** Where it lies. */
  readonly onDisk: string;
  readonly header: Omit<PieceHeader, 'bytes'>;
  readonly content: Buffer;
  readonly reuse: boolean;
}

export function writePiece({ path, onDisk, header, content, reuse }: WholePiece): void {
  createPiece(path, reuse, onDisk);
  const descriptor = openSync(onDisk, 'r+');
  try {
    writeWhole(descriptor, content, blockSize);
    writePieceHeader(descriptor, { ...header, bytes: content.length });
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a piece at once. @throws {OracleError} ORA-19505 when it is not there, ORA-19870 when it is not a complete piece */
export function readPiece(path: string): { readonly header: PieceHeader; readonly content: Buffer } {
  const descriptor = openPiece(path);
  try {
    const header = readPieceHeader(descriptor);
    if (header === undefined) throw damagedPiece(path);
    const content = Buffer.alloc(header.bytes);
    readSync(descriptor, content, 0, header.bytes, blockSize);
    return { header, content };
  } finally {
    closeSync(descriptor);
  }
}

export function damagedPiece(path: string): OracleError {
  return new OracleError(`ORA-19870: error while restoring backup piece ${path}`, 'ORA-19587: error occurred reading 8192 bytes at block number 1');
}

export function missingPiece(path: string, error: unknown): OracleError {
  return new OracleError(`ORA-19870: error while restoring backup piece ${path}`, `ORA-19505: failed to identify file "${path}"`, ...fileStatusLines(error));
}

function openPiece(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw missingPiece(path, error);
  }
}
