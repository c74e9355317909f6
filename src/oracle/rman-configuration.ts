import type { OracleTools } from './tools.ts';

/**
 * RMAN's persistent configuration, name to value. Names that occur once per channel or device type carry it in the value,
 * so that several rows of one name are numbered.
 */
export async function queryRmanConfiguration(oracle: OracleTools, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const rows = await oracle.sql('rman-configuration.sql', { step: 'query the RMAN configuration' }, signal);
  const configuration = new Map<string, string>();
  for (const { name, value } of rows.all('configuration', ['name', 'value'])) {
    let key = name;
    for (let number = 2; configuration.has(key); number += 1) key = `${name} #${number}`;
    configuration.set(key, value);
  }
  return configuration;
}
