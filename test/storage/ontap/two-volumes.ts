import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type OntapFixture, startOntap } from './fixture.ts';

/** A filer with a database of two volumes. */
export async function startWithVolumes(options: Parameters<typeof startOntap>[0] = {}): Promise<OntapFixture> {
  const fixture = await startOntap({ suffixes: ['_data2'], ...options });
  fixture.addVolume('orcl');
  return fixture;
}

/** Names of the filer's volumes. */
export function volumesOf({ filer }: OntapFixture): string[] {
  return readdirSync(dirname(filer.volumeFolder('orcl'))).sort();
}
