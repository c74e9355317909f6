import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a simulated system speaks TLS with: files of its folder. */
export interface TlsFiles {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export function tlsFiles(folder: string): TlsFiles {
  return { caCertificate: join(folder, 'ca.pem'), certificate: join(folder, 'server.pem'), privateKey: join(folder, 'server.key') };
}

/** An authority and a certificate for 127.0.0.1, made anew. */
export async function createTlsFiles(folder: string): Promise<void> {
  const { createServerIdentity } = await import('./certificate.ts');
  const identity = await createServerIdentity();
  const files = tlsFiles(folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.caCertificate, identity.caCertificate);
  writeFileSync(files.certificate, identity.certificate);
  writeFileSync(files.privateKey, identity.privateKey, { mode: 0o600 });
}
