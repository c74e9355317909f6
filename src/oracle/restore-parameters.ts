import type { OracleTools } from './tools.ts';

/**
 * Initialization parameters for an instance that opens a restored copy, by name. ENABLE_PLUGGABLE_DATABASE does not exist
 * before 12.1 and is reported as FALSE there. `encryptedtablespaces` is their number, where there are any.
 */
export async function queryRestoreParameters(
  oracle: OracleTools,
  signal: AbortSignal,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await oracle.sql('restore-parameters.sql', { step: 'query parameters for a restore' }, signal);
  const found = rows.all('parameter', ['name', 'value']).map(({ name, value }): [string, string] => [name, value]);
  const pluggable = found.some(([name]) => name === 'enable_pluggable_database') ? [] : [['enable_pluggable_database', 'FALSE'] as const];
  const { tablespaces } = rows.one('encrypted', ['tablespaces']);
  return [...found, ...pluggable, ...(tablespaces === '0' ? [] : [['encryptedtablespaces', tablespaces] as const])];
}
