import { blockDamage, blockSize, readHeader, readRawBlock, sealBlock, writeBlock, type BlockHeader } from '../blocks.ts';
import { datafileLine, OracleError } from '../oracle-error.ts';
import type { RedoRecord } from './redo.ts';

/**
 * Applies one redo record to a block in memory and says whether it changed anything. A block that is already as new as the
 * record has its change, which makes applying redo twice harmless.
 */
export function applyRecord(block: Buffer, record: RedoRecord): boolean {
  const header = readHeader(block);
  if (record.scn < header.scn) return false;
  if (record.kind === 'invalidate') return invalidate(block, header, record);
  record.bytes.copy(block, record.offset);
  sealBlock(block, { ...headerAfter(record), invalidated: header.invalidated });
  return true;
}

/**
 * Applies changes of blocks to a file whose blocks are read and written one by one; returns the number of blocks changed.
 * @param recovered the file, when a damaged block shall stop it rather than be overwritten
 * @throws {OracleError} ORA-01578 for that block
 */
export function applyRecords(descriptor: number, records: readonly RedoRecord[], recovered?: { readonly file: number; readonly name: string }): number {
  const blocks = new Map<number, Buffer>();
  const changed = new Set<number>();
  for (const record of records) {
    if (record.kind !== 'change' && record.kind !== 'invalidate') continue;
    const block = blocks.get(record.block) ?? readRawBlock(descriptor, record.block);
    if (recovered !== undefined && !blocks.has(record.block)) requireSound(block, record.block, recovered);
    blocks.set(record.block, block);
    if (applyRecord(block, record)) changed.add(record.block);
  }
  for (const number of changed) writeBlock(descriptor, number, blocks.get(number) ?? Buffer.alloc(blockSize));
  return changed.size;
}

function requireSound(content: Buffer, block: number, file: { readonly file: number; readonly name: string }): void {
  if (blockDamage(content, { file: file.file, block }) === undefined) return;
  throw new OracleError(`ORA-01578: ORACLE data block corrupted (file # ${file.file}, block # ${block})`, datafileLine(file));
}

/** A block that already holds the unlogged change keeps it: only redo without the data leaves it unknown (law 9). */
function invalidate(block: Buffer, header: BlockHeader, record: RedoRecord): boolean {
  if (record.scn <= header.scn) return false;
  sealBlock(block, { ...headerAfter(record), invalidated: true });
  return true;
}

function headerAfter(record: RedoRecord): BlockHeader {
  return { type: 'data', file: record.file, block: record.block, scn: record.scn, invalidated: false };
}
