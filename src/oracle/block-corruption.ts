import { readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

export interface BlockCorruption {
  readonly fileNumber: number;
  readonly block: number;
  /** How many, from that one on. */
  readonly blocks: number;
  readonly type: string;
}

/** V$DATABASE_BLOCK_CORRUPTION: what the last validation of each file found. */
export async function queryBlockCorruption(oracle: OracleTools, signal: AbortSignal): Promise<readonly BlockCorruption[]> {
  const rows = await oracle.sql('corrupt-blocks.sql', { step: 'ask which blocks are corrupt' }, signal);
  return rows.all('corruption', ['file', 'block', 'blocks', 'type']).map(readCorruption);
}

/** V$COPY_CORRUPTION, with the number of each record: rows of earlier checks stay. */
export async function queryCopyCorruption(oracle: OracleTools, signal: AbortSignal): Promise<readonly (BlockCorruption & { readonly recordId: number })[]> {
  const rows = await oracle.sql('copy-corruption.sql', { step: 'ask which blocks of image copies are corrupt' }, signal);
  return rows.all('corruption', ['recordId', 'file', 'block', 'blocks', 'type']).map((row) => ({ recordId: readWholeNumber(row.recordId), ...readCorruption(row) }));
}

function readCorruption(row: { readonly file: string; readonly block: string; readonly blocks: string; readonly type: string }): BlockCorruption {
  return { fileNumber: readWholeNumber(row.file), block: readWholeNumber(row.block), blocks: readWholeNumber(row.blocks), type: row.type };
}
