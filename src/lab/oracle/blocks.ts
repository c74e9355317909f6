import { readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { OracleError } from './oracle-error.ts';

// A datafile is a sequence of 8 KB blocks: block 0 belongs to the operating system layer, block 1 is the file header, the
// others hold rows or were never formatted (all zero). Block n starts at byte n * 8192, so a file of n blocks has n + 1.
// A formatted block carries its type, file, block, SCN and a checksum: whoever reads it can tell that it is damaged (law 10).

export const blockSize = 8192;
/** Where the rows, or the header's fields, begin. */
export const blockHeaderSize = 32;

export type BlockType = 'unformatted' | 'file header' | 'data';
const types: readonly BlockType[] = ['unformatted', 'file header', 'data'];
const invalidatedFlag = 1;

/** What the header of a block says. */
export interface BlockHeader {
  readonly type: BlockType;
  readonly file: number;
  readonly block: number;
  readonly scn: number;
  /** Changed without redo, then reached by recovery: its content is not known (ORA-26040). */
  readonly invalidated: boolean;
}

export function readHeader(block: Buffer): BlockHeader {
  return {
    type: types[block.readUInt8(0)] ?? 'unformatted',
    invalidated: (block.readUInt8(1) & invalidatedFlag) !== 0,
    file: block.readUInt32BE(8),
    block: block.readUInt32BE(12),
    scn: block.readUIntBE(16, 6),
  };
}

/** Writes the header and, last, the checksum over everything. */
export function sealBlock(block: Buffer, header: BlockHeader): void {
  block.writeUInt8(types.indexOf(header.type), 0);
  block.writeUInt8(header.invalidated ? invalidatedFlag : 0, 1);
  block.writeUInt32BE(header.file, 8);
  block.writeUInt32BE(header.block, 12);
  block.writeUIntBE(header.scn, 16, 6);
  block.writeUInt32BE(checksum(block), 4);
}

/** What is wrong with a block, or nothing. */
export function blockDamage(block: Buffer, expected: { readonly file: number; readonly block: number }): string | undefined {
  if (isUnformatted(block)) return undefined;
  if (block.readUInt32BE(4) !== checksum(block)) return 'checksum';
  const header = readHeader(block);
  if (header.file !== expected.file || header.block !== expected.block) return 'wrong place';
  return undefined;
}

export function isUnformatted(block: Buffer): boolean {
  return block.readUInt8(0) === 0 && block.equals(emptyBlock);
}

/** Reads a block as it is on disk, good or not. */
export function readRawBlock(descriptor: number, block: number): Buffer {
  const buffer = Buffer.alloc(blockSize);
  readSync(descriptor, buffer, 0, blockSize, block * blockSize);
  return buffer;
}

/** Reads a block for a query. @throws {OracleError} ORA-01578 when it is damaged or was invalidated */
export function readBlock(descriptor: number, place: { readonly file: number; readonly block: number; readonly name: string }): Buffer {
  const buffer = readRawBlock(descriptor, place.block);
  const invalidated = readHeader(buffer).invalidated;
  if (blockDamage(buffer, place) === undefined && !invalidated) return buffer;
  throw new OracleError(
    `ORA-01578: ORACLE data block corrupted (file # ${place.file}, block # ${place.block})`,
    `ORA-01110: data file ${place.file}: '${place.name}'`,
    ...(invalidated ? ['ORA-26040: Data block was loaded using the NOLOGGING option'] : []),
  );
}

export function writeBlock(descriptor: number, block: number, content: Buffer): void {
  writeWhole(descriptor, content.subarray(0, blockSize), block * blockSize);
}

/** Writes all of it: a file system that fills up takes a part, and says nothing until the next write. */
export function writeWhole(descriptor: number, bytes: Buffer, position: number): void {
  if (writeSync(descriptor, bytes, 0, bytes.length, position) === bytes.length) return;
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', errno: 28 });
}

function checksum(block: Buffer): number {
  return crc32(block.subarray(8), crc32(block.subarray(0, 4)));
}

const emptyBlock = Buffer.alloc(blockSize);
