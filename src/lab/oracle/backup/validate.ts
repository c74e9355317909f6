import { blockDamage, isUnformatted, readHeader, readRawBlock } from '../blocks.ts';
import { liveDescriptor } from '../checkpoint.ts';
import type { LabDatabase } from '../database.ts';
import { datafile } from '../datafiles.ts';

/** What a validation of one file found. */
export interface FileValidation {
  readonly file: number;
  readonly examined: number;
  readonly empty: number;
  readonly corrupt: readonly CorruptBlock[];
  /** SCN of the newest block. */
  readonly highScn: number;
}

export interface CorruptBlock {
  readonly block: number;
  /** As V$DATABASE_BLOCK_CORRUPTION names it. */
  readonly type: 'CHECKSUM' | 'CORRUPT' | 'NOLOGGING';
  readonly scn: number;
}

/** `VALIDATE DATAFILE`: reads every block of a live datafile. Recording what it finds is the caller's business. */
export function validateDatafile(db: LabDatabase, number: number): FileValidation {
  const file = datafile(db, number);
  return validateBlocks(liveDescriptor(db, file), file);
}

/** Reads every block of an open datafile or image copy. */
export function validateBlocks(descriptor: number, { file, blocks }: { readonly file: number; readonly blocks: number }): FileValidation {
  const corrupt: CorruptBlock[] = [];
  let empty = 0;
  let highScn = 0;
  for (let block = 1; block <= blocks; block += 1) {
    const content = readRawBlock(descriptor, block);
    const finding = corruption(content, { file, block });
    if (finding !== undefined) corrupt.push(finding);
    else if (isUnformatted(content)) empty += 1;
    else highScn = Math.max(highScn, readHeader(content).scn);
  }
  return { file, examined: blocks, empty, corrupt, highScn };
}

function corruption(content: Buffer, place: { readonly file: number; readonly block: number }): CorruptBlock | undefined {
  const damage = blockDamage(content, place);
  const { invalidated, scn } = readHeader(content);
  if (damage === undefined) return invalidated ? { block: place.block, type: 'NOLOGGING', scn } : undefined;
  return { block: place.block, type: damage === 'checksum' ? 'CHECKSUM' : 'CORRUPT', scn: 0 };
}
