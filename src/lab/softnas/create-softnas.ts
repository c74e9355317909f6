import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLabFile } from '#lab/lab-file.ts';
import { labProject, replaceFile } from '../storage/storage-state.ts';
import { createTlsFiles } from '../storage/tls-files.ts';

/** What the simulated SoftNAS is called and who may log in; DIR/softnas/appliance.json. */
export interface SoftnasConfiguration {
  readonly user: string;
  readonly password: string;
  readonly pool: string;
  /** Folder below DIR/nfs that the volumes of the pool lie in. */
  readonly project: string;
  /** Port of 127.0.0.1 it prefers. */
  readonly port: number;
}

/** What the appliance of a lab is known by: its TLS files, its configuration. */
export function softnasFolder(labDir: string): string {
  return join(labDir, 'softnas');
}

/** Sets up the simulated appliance of a lab, with a user of a random password. One that is already there stays as it is. */
export async function createSoftnas(labDir: string, options: { readonly port: number }): Promise<SoftnasConfiguration> {
  const file = join(softnasFolder(labDir), 'appliance.json');
  const existing = readLabFile(file) as SoftnasConfiguration | undefined;
  if (existing !== undefined) return existing;
  const configuration = { user: 'softnas', password: randomBytes(15).toString('base64url'), pool: 'pool1', project: labProject, port: options.port };
  mkdirSync(join(labDir, 'world'), { recursive: true });
  mkdirSync(join(labDir, 'nfs', configuration.project), { recursive: true });
  await createTlsFiles(softnasFolder(labDir));
  // Last, and at one stroke: an appliance without this file is not there yet.
  replaceFile(file, `${JSON.stringify(configuration, undefined, 2)}\n`, 0o600);
  return configuration;
}
