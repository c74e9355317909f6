import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLabFile } from '#lab/lab-file.ts';
import { replaceFile } from './appliance-state.ts';

/** What the simulated appliance is called and who may log in; DIR/zfssa/appliance.json. */
export interface ApplianceConfiguration {
  readonly user: string;
  readonly password: string;
  readonly pool: string;
  readonly project: string;
  /** Port of 127.0.0.1 it prefers. */
  readonly port: number;
}

/** TLS files of the appliance of a lab. */
export function applianceFiles(labDir: string) {
  const folder = join(labDir, 'zfssa');
  return {
    folder,
    configuration: join(folder, 'appliance.json'),
    caCertificate: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    privateKey: join(folder, 'server.key'),
  };
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
    project: 'demo-backup',
    port: options.port,
  };
  const files = applianceFiles(labDir);
  mkdirSync(files.folder, { recursive: true });
  mkdirSync(join(labDir, 'world'), { recursive: true });
  mkdirSync(join(labDir, 'nfs', configuration.project), { recursive: true });
  const { createServerIdentity } = await import('./certificate.ts');
  const identity = await createServerIdentity();
  writeFileSync(files.caCertificate, identity.caCertificate);
  writeFileSync(files.certificate, identity.certificate);
  writeFileSync(files.privateKey, identity.privateKey, { mode: 0o600 });
  // Last, and at one stroke: an appliance without this file is not there yet.
  replaceFile(files.configuration, `${JSON.stringify(configuration, undefined, 2)}\n`, 0o600);
  return configuration;
}

/** The appliance's configuration, or undefined when the lab has none yet. */
export function readApplianceConfiguration(labDir: string): ApplianceConfiguration | undefined {
  return readLabFile(applianceFiles(labDir).configuration) as ApplianceConfiguration | undefined;
}
