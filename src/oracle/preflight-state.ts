// What only the preflight asks a database.

import { readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

export interface PreflightState {
  /** Undefined where there is none. */
  readonly recoveryArea: RecoveryAreaSpace | undefined;
  /** Initialization parameters by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Exports that the instance has mounted by Direct NFS so far: `/export/backup`. */
  readonly directNfsExports: readonly string[];
  /** `READ WRITE`, `MOUNTED` ... */
  readonly openMode: string;
  readonly encryptedTablespaces: number;
}

export interface RecoveryAreaSpace {
  readonly limitBytes: number;
  readonly usedBytes: number;
  /** Of those, what Oracle deletes by itself when it needs room. */
  readonly reclaimableBytes: number;
}

export async function queryPreflightState(oracle: OracleTools, signal: AbortSignal): Promise<PreflightState> {
  const rows = await oracle.sql('preflight-state.sql', { step: 'ask for recovery area, parameters and open mode' }, signal);
  const [area] = rows.all('recoveryarea', ['limit', 'used', 'reclaimable']);
  return {
    recoveryArea: area === undefined ? undefined : { limitBytes: readWholeNumber(area.limit), usedBytes: readWholeNumber(area.used), reclaimableBytes: readWholeNumber(area.reclaimable) },
    parameters: new Map(rows.all('parameter', ['name', 'value']).map(({ name, value }) => [name, value])),
    directNfsExports: rows.all('directnfs', ['server', 'export']).map((row) => row.export),
    openMode: rows.one('openmode', ['mode']).mode,
    encryptedTablespaces: readWholeNumber(rows.one('encrypted', ['count']).count),
  };
}
