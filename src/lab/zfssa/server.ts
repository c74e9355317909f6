// The simulated appliance as a client sees it: HTTPS on 127.0.0.1, and faults on demand.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#core/clock.ts';
import { changeAppliance, shareFolder } from './appliance-state.ts';
import type { ApplianceDialect } from './bodies.ts';
import { applianceFiles, createAppliance } from './create-appliance.ts';
import { clockOf } from '../skewed-clock.ts';
import { FaultInjection } from './fault-injection.ts';
import { FrontDoor } from './front-door.ts';
import { sendReply } from './send-reply.ts';
import { removeLeftovers, takeSnapshot } from './snapshots.ts';

export interface ApplianceOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** Absent: the appliance's own; 0: any free one. */
  readonly port?: number;
  readonly dialect?: Partial<ApplianceDialect>;
}

/** What the appliance was asked, for tests that count. */
export interface ApplianceStats {
  /** Method, and path with query, decoded. */
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  /** TLS connections accepted. */
  readonly connections: number;
}

export interface RunningAppliance extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
  readonly pool: string;
  readonly project: string;
  readonly stats: ApplianceStats;
  readonly faults: Pick<FaultInjection, 'add' | 'clear'>;
  /** Folder that stands for the mounted share of that name; making it makes the share. */
  shareFolder(name: string): string;
  /** A snapshot as the appliance's own schedule takes it, `.auto-<time>`; returns its name. */
  takeScheduledSnapshot(share: string, options?: { readonly locked: boolean }): string;
  /** Every token ends now. */
  closeSessions(): void;
}

/** Starts the simulated appliance of a lab, creating it first when need be. Rejects with EADDRINUSE when the port is taken. */
export async function startAppliance({ labDir, clock, port, dialect }: ApplianceOptions): Promise<RunningAppliance> {
  const configuration = await createAppliance(labDir, { port: port ?? 0 });
  const { user, password, pool, project } = configuration;
  const identity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeAppliance(identity, removeLeftovers);
  const faults = new FaultInjection(labDir);
  const door = new FrontDoor(identity, configuration, { snapshots: 'current', faults: 'current', ...dialect });
  const files = applianceFiles(labDir);
  const server = createServer({ cert: readFileSync(files.certificate), key: readFileSync(files.privateKey), minVersion: 'TLSv1.2' });
  const stats = countTraffic(server);
  const shutdown = new AbortController();
  server.on('request', (request, response) => {
    handle(request, response, { door, faults, signal: shutdown.signal }).catch((error: unknown) => {
      // Nobody is there to read an answer any more, or the simulation itself has a defect.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  const address = await listen(server, port ?? configuration.port);
  return {
    url: `https://127.0.0.1:${address.port}`,
    user,
    password,
    caFile: files.caCertificate,
    pool,
    project,
    stats,
    faults,
    shareFolder: (name) => shareFolder(identity, name),
    takeScheduledSnapshot: (share, options = { locked: false }) => {
      const name = `.auto-${clock.now().toFormat("yyyyMMdd'T'HHmmss'UTC'")}`;
      return changeAppliance(identity, (appliance) => takeSnapshot(appliance, share, name, options.locked ? 'locked' : 'off').name);
    },
    closeSessions: () => door.closeSessions(),
    [Symbol.asyncDispose]: async () => {
      shutdown.abort();
      await close(server);
    },
  };
}

interface Handling {
  readonly door: FrontDoor;
  readonly faults: FaultInjection;
  readonly signal: AbortSignal;
}

async function handle(request: IncomingMessage, response: ServerResponse, { door, faults, signal }: Handling): Promise<void> {
  const { method = '', url = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  await sendReply(response, () => door.answer({ method, url, headers, body }), { fault: faults.take(method, decodeURI(url)), signal });
}

function countTraffic(server: Server): ApplianceStats {
  const requests: ApplianceStats['requests'][number][] = [];
  let connections = 0;
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.on('request', ({ method = '', url = '' }: IncomingMessage) => requests.push({ method, path: decodeURI(url) }));
  return {
    requests,
    get connections() {
      return connections;
    },
  };
}

async function listen(server: Server, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server.address() as AddressInfo;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
