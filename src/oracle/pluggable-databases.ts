import type { InstanceTools } from './instance-tools.ts';

/** One of a container database, PDB$SEED aside. */
export interface PluggableDatabase {
  readonly name: string;
  /** `MOUNTED`, `READ ONLY`, `READ WRITE`, `MIGRATE` */
  readonly openMode: string;
  /** Open for administrators only, as after a plug-in with violations. */
  readonly isRestricted: boolean;
  /** `NORMAL`, or why it cannot be used: `NEW`, `UNPLUGGED`, `UNUSABLE` ... (DBA_PDBS, Database Reference). */
  readonly status: string;
  /** Numbers of its datafiles. */
  readonly files: readonly number[];
}

/** Asked in an open root of 12.1 or later. */
export async function queryPluggableDatabases(tools: InstanceTools, signal: AbortSignal): Promise<readonly PluggableDatabase[]> {
  const rows = await tools.sql('pluggable-databases.sql', { step: 'ask for the pluggable databases' }, signal);
  const files = Map.groupBy(rows.all('pdbfile', ['name', 'file']), ({ name }) => name);
  return rows.all('pdb', ['name', 'openMode', 'restricted', 'status']).map(({ name, openMode, restricted, status }) => ({
    name,
    openMode,
    isRestricted: restricted === 'YES',
    status,
    files: (files.get(name) ?? []).map(({ file }) => Number(file)),
  }));
}
