import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLabFile } from '#lab/lab-file.ts';
import { labProject, replaceFile } from '../storage/storage-state.ts';
import { createTlsFiles } from '../storage/tls-files.ts';

/** What the simulated array is called and who may log in; DIR/dorado/array.json. */
export interface ArrayConfiguration {
  readonly user: string;
  readonly password: string;
  readonly deviceId: string;
  readonly vstore: string;
  /** Folder below DIR/nfs that the filesystems of that vStore lie in. */
  readonly project: string;
  /** Port of 127.0.0.1 it prefers. */
  readonly port: number;
}

/** What the array of a lab is known by: its TLS files, its configuration. */
export function arrayFolder(labDir: string): string {
  return join(labDir, 'dorado');
}

/** Sets up the simulated array of a lab, with a user of a random password. An array that is already there stays as it is. */
export async function createArray(labDir: string, options: { readonly port: number }): Promise<ArrayConfiguration> {
  const existing = readArrayConfiguration(labDir);
  if (existing !== undefined) return existing;
  const password = randomBytes(15).toString('base64url');
  const configuration = { user: 'icb', password, deviceId: '2102350000SIMULATION', vstore: 'backup', project: labProject, port: options.port };
  mkdirSync(join(labDir, 'world'), { recursive: true });
  mkdirSync(join(labDir, 'nfs', configuration.project), { recursive: true });
  await createTlsFiles(arrayFolder(labDir));
  // Last, and at one stroke: an array without this file is not there yet.
  replaceFile(configurationFile(labDir), `${JSON.stringify(configuration, undefined, 2)}\n`, 0o600);
  return configuration;
}

/** The array's configuration, or undefined when the lab has none. */
export function readArrayConfiguration(labDir: string): ArrayConfiguration | undefined {
  return readLabFile(configurationFile(labDir)) as ArrayConfiguration | undefined;
}

function configurationFile(labDir: string): string {
  return join(arrayFolder(labDir), 'array.json');
}
