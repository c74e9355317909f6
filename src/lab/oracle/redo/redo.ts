import { ftruncateSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

// A redo log file is a header of one 512-byte block and, after it, redo records one behind the other. An archived log is
// the same, padded to whole blocks: its size is (V$ARCHIVED_LOG.BLOCKS + 1) * 512.

export const redoBlockSize = 512;

/** One physical change: these bytes at this place of this block, as of this SCN. */
export interface RedoRecord {
  /**
   * `invalidate`: the block was changed without redo, so whoever only has redo does not know its content. The others are of
   * the file itself ({@link file://./file-redo.ts}) and name no block.
   */
  readonly kind: 'change' | 'invalidate' | 'create-file' | 'resize-file' | 'drop-file';
  readonly scn: number;
  readonly time: string;
  readonly thread: number;
  readonly file: number;
  readonly block: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** A log covers the SCNs from firstChange on and before nextChange; `null` for a log still written to. */
export interface RedoLogHeader {
  readonly dbid: number;
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsChange: number;
  readonly resetlogsId: number;
  readonly firstChange: number;
  readonly firstTime: string;
  readonly nextChange: number | null;
  readonly nextTime: string | null;
  readonly recordCount: number;
  /** Of the records, without header and padding. */
  readonly bytes: number;
  readonly checksum: number;
}

const magic = 'ICBREDO1';
const recordHeaderSize = 41;
const kinds: readonly RedoRecord['kind'][] = ['change', 'invalidate', 'create-file', 'resize-file', 'drop-file'];

export function encodeLogHeader(header: RedoLogHeader): Buffer {
  const block = Buffer.alloc(redoBlockSize);
  const text = Buffer.from(JSON.stringify(header));
  block.write(magic, 0, 'latin1');
  block.writeUInt16BE(text.length, 8);
  block.writeUInt32BE(crc32(text), 10);
  text.copy(block, 14);
  return block;
}

/** The header of a redo log, or nothing when this is not one. */
export function decodeLogHeader(block: Buffer): RedoLogHeader | undefined {
  if (block.length < redoBlockSize || block.toString('latin1', 0, 8) !== magic) return undefined;
  const text = block.subarray(14, 14 + block.readUInt16BE(8));
  if (crc32(text) !== block.readUInt32BE(10)) return undefined;
  return JSON.parse(text.toString('utf8')) as RedoLogHeader;
}

export function encodeRecords(records: readonly RedoRecord[]): Buffer {
  return Buffer.concat(records.map(encodeRecord));
}

/** Records up to the end, the padding, or the first that is cut off or damaged. */
export function decodeRecords(body: Buffer): { readonly records: readonly RedoRecord[]; readonly bytes: number } {
  const records: RedoRecord[] = [];
  let position = 0;
  while (position + recordHeaderSize <= body.length) {
    const length = body.readUInt16BE(position + 4);
    const record = body.subarray(position, position + length);
    if (length < recordHeaderSize || record.length < length) break;
    if (crc32(record.subarray(4)) !== record.readUInt32BE(0)) break;
    records.push(decodeRecord(record));
    position += length;
  }
  return { records, bytes: position };
}

/** Appends to an online log at `position`, all or nothing. */
export function appendRedo(descriptor: number, position: number, bytes: Buffer): void {
  const written = writeSync(descriptor, bytes, 0, bytes.length, position);
  if (written === bytes.length) return;
  ftruncateSync(descriptor, position);
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', errno: 28 });
}

/** The records' part of a log file. */
export function readLogBody(descriptor: number, position: number, length: number): Buffer {
  const body = Buffer.alloc(length);
  return body.subarray(0, readSync(descriptor, body, 0, length, position));
}

function encodeRecord(record: RedoRecord): Buffer {
  const buffer = Buffer.alloc(recordHeaderSize + record.bytes.length);
  buffer.writeUInt16BE(buffer.length, 4);
  buffer.writeUInt8(kinds.indexOf(record.kind), 6);
  buffer.writeUInt8(record.thread, 7);
  buffer.writeUIntBE(record.scn, 8, 6);
  buffer.write(record.time, 14, 19, 'latin1');
  buffer.writeUInt16BE(record.file, 33);
  buffer.writeUInt32BE(record.block, 35);
  buffer.writeUInt16BE(record.offset, 39);
  record.bytes.copy(buffer, recordHeaderSize);
  buffer.writeUInt32BE(crc32(buffer.subarray(4)), 0);
  return buffer;
}

function decodeRecord(buffer: Buffer): RedoRecord {
  return {
    kind: kinds[buffer.readUInt8(6)] ?? 'change',
    thread: buffer.readUInt8(7),
    scn: buffer.readUIntBE(8, 6),
    time: buffer.toString('latin1', 14, 33),
    file: buffer.readUInt16BE(33),
    block: buffer.readUInt32BE(35),
    offset: buffer.readUInt16BE(39),
    bytes: Buffer.from(buffer.subarray(recordHeaderSize)),
  };
}
