import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLabFile } from '#lab/lab-file.ts';
import { labProject, replaceFile } from '../storage/storage-state.ts';
import { createTlsFiles } from '../storage/tls-files.ts';

/** What the simulated appliance is called and who may log in; DIR/zfssa/appliance.json. */
export interface ApplianceConfiguration {
  readonly user: string;
  readonly password: string;
  readonly pool: string;
  readonly project: string;
  /** Port of 127.0.0.1 it prefers. */
  readonly port: number;
}

/** What the appliance of a lab is known by: its TLS files, its configuration. */
export function applianceFolder(labDir: string): string {
  return join(labDir, 'zfssa');
}

/**
 * Sets up the simulated appliance of a lab: authority, certificate, user with a random password, empty pool.
 * An appliance that is already there stays as it is.
 */
export async function createAppliance(labDir: string, options: { readonly port: number }): Promise<ApplianceConfiguration> {
  const existing = readApplianceConfiguration(labDir);
  if (existing !== undefined) return existing;
  const configuration = {
    user: 'icbadmin',
    password: randomBytes(15).toString('base64url'),
    pool: 'pool1',
    project: labProject,
    port: options.port,
  };
  mkdirSync(join(labDir, 'world'), { recursive: true });
  mkdirSync(join(labDir, 'nfs', configuration.project), { recursive: true });
  await createTlsFiles(applianceFolder(labDir));
  // Last, and at one stroke: an appliance without this file is not there yet.
  replaceFile(configurationFile(labDir), `${JSON.stringify(configuration, undefined, 2)}\n`, 0o600);
  return configuration;
}

/** The appliance's configuration, or undefined when the lab has none yet. */
export function readApplianceConfiguration(labDir: string): ApplianceConfiguration | undefined {
  return readLabFile(configurationFile(labDir)) as ApplianceConfiguration | undefined;
}

function configurationFile(labDir: string): string {
  return join(applianceFolder(labDir), 'appliance.json');
}
