import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLabFile } from '#lab/lab-file.ts';
import { labProject, replaceFile } from '../storage/storage-state.ts';
import { createTlsFiles } from '../storage/tls-files.ts';

/** What the simulated filer is called and who may log in; DIR/ontap/filer.json. */
export interface FilerConfiguration {
  readonly user: string;
  readonly password: string;
  readonly svm: string;
  /** Folder below DIR/nfs that its volumes lie in. */
  readonly project: string;
  /** Port of 127.0.0.1 it prefers. */
  readonly port: number;
}

/** What the filer of a lab is known by: its TLS files, its configuration. */
export function filerFolder(labDir: string): string {
  return join(labDir, 'ontap');
}

/** Sets up the simulated filer of a lab, with a user of a random password. A filer that is already there stays as it is. */
export async function createFiler(labDir: string, options: { readonly port: number }): Promise<FilerConfiguration> {
  const existing = readFilerConfiguration(labDir);
  if (existing !== undefined) return existing;
  const configuration = { user: 'icb', password: randomBytes(15).toString('base64url'), svm: 'svm_backup', project: labProject, port: options.port };
  mkdirSync(join(labDir, 'world'), { recursive: true });
  mkdirSync(join(labDir, 'nfs', configuration.project), { recursive: true });
  await createTlsFiles(filerFolder(labDir));
  // Last, and at one stroke: a filer without this file is not there yet.
  replaceFile(configurationFile(labDir), `${JSON.stringify(configuration, undefined, 2)}\n`, 0o600);
  return configuration;
}

/** The filer's configuration, or undefined when the lab has none. */
export function readFilerConfiguration(labDir: string): FilerConfiguration | undefined {
  return readLabFile(configurationFile(labDir)) as FilerConfiguration | undefined;
}

function configurationFile(labDir: string): string {
  return join(filerFolder(labDir), 'filer.json');
}
