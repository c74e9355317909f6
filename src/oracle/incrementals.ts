import { imageCopyTag } from './image-copies.ts';
import { integer, sqlLiteral } from './quoting.ts';
import { readScn, readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

/** A level 1 incremental of one datafile that is still on disk. */
export interface UnmergedIncremental {
  readonly fileNumber: number;
  readonly checkpointScn: bigint;
}

/** Incrementals under our tag that no merge has used up; a finished refresh leaves none. */
export async function queryUnmergedIncrementals(oracle: OracleTools, signal: AbortSignal): Promise<readonly UnmergedIncremental[]> {
  const values = { tag: sqlLiteral(imageCopyTag.toUpperCase(), 'tag') };
  const rows = await oracle.sql('unmerged-incrementals.sql', { step: 'look for unmerged incrementals', values }, signal);
  return rows.all('unmerged', ['file', 'scn']).map(({ file, scn }) => ({ fileNumber: readWholeNumber(file), checkpointScn: readScn(scn) }));
}

/** Bytes held by the incrementals taken since an SCN. */
export async function queryIncrementalSize(oracle: OracleTools, sinceScn: bigint, signal: AbortSignal): Promise<number> {
  const values = { since_scn: integer(sinceScn, 'SCN') };
  const rows = await oracle.sql('incremental-size.sql', { step: 'query the size of the incrementals', values }, signal);
  return Number(rows.one('incremental', ['bytes']).bytes);
}
