// What every simulated system that speaks HTTPS has in common once it runs.
import { type HttpsServer, type HttpsSystem, serveHttps } from './https-server.ts';
import { RequestFaults } from './request-faults.ts';
import type { StorageIdentity } from './storage-state.ts';
import { tlsFiles } from './tls-files.ts';

export interface RunningSystem extends HttpsServer {
  readonly user: string;
  readonly password: string;
  /** The authority its certificate is from, PEM. */
  readonly caFile: string;
  readonly faults: RequestFaults;
}

interface Start {
  /** What its faults are known by. */
  readonly name: string;
  /** Where its TLS files are. */
  readonly folder: string;
  readonly identity: StorageIdentity;
  readonly login: { readonly user: string; readonly password: string };
  /** 0: any free one. */
  readonly port: number;
}

/** Rejects with EADDRINUSE when the port is taken. */
export async function runSystem(system: HttpsSystem, { name, folder, identity, login: { user, password }, port }: Start): Promise<RunningSystem> {
  const faults = new RequestFaults(identity.labDir, name);
  const tls = tlsFiles(folder);
  const server = await serveHttps(system, { tls, port, faults, clock: identity.clock });
  return { ...server, user, password, caFile: tls.caCertificate, faults };
}
