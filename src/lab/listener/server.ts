// A simulated Oracle listener with one service and one user, for drivers that speak the protocol themselves ("thin").
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { parseConfiguration } from '#core/config/configuration.ts';
import { ConfigurationError } from '#core/errors.ts';
import { serveConnection, type ConnectionRules } from './connection.ts';
import { Wire } from './framing/wire.ts';
import type { RandomBytes } from './handshake/verifier.ts';
import { CatalogFile } from './sql/catalog-file.ts';
import { Sequences } from './sql/sequences.ts';
import { WriteTurn } from './sql/write-turn.ts';

export interface ListenerOptions {
  readonly labDir: string;
  /** SYSDATE of the simulated database. */
  readonly clock: Clock;
  /** 0: any free one. */
  readonly port: number;
  /** Default: those in DIR/catalogcredentials.cfg. */
  readonly credentials?: ListenerCredentials;
  /** Longest packet, in bytes; from 512 to 2097152. */
  readonly sdu?: number;
  readonly randomBytes?: RandomBytes;
}

export interface ListenerCredentials {
  readonly user: string;
  readonly password: string;
}

export interface RunningListener extends AsyncDisposable {
  readonly port: number;
}

export const listenerService = 'autorestore';

/** The largest there is: with smaller packets a driver takes long to put 20 MB together. */
const defaultSdu = 2_097_152;

/**
 * Starts the listener on 127.0.0.1; its schema is DIR/world/catalog.db. Rejects with EADDRINUSE when the port is taken.
 * @throws {ConfigurationError} when the file with the credentials lacks one
 */
export async function startListener({ labDir, clock, port, credentials, sdu = defaultSdu, randomBytes = systemRandomBytes }: ListenerOptions): Promise<RunningListener> {
  const { user, password } = credentials ?? readCredentials(labDir);
  const catalog = { path: join(labDir, 'world', 'catalog.db'), user: user.toUpperCase(), clock, turn: new WriteTurn(), sequences: new Sequences() };
  prepareFile(catalog.path);
  const rules: ConnectionRules = { labDir, service: listenerService, sdu, catalog, user, password, randomBytes };
  const connections = new Set<Socket>();
  const served = new Set<Promise<void>>();
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    const service = serveSocket(socket, rules).finally(() => {
      connections.delete(socket);
      served.delete(service);
    });
    served.add(service);
  });
  const address = await listen(server, port);
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of connections) socket.destroy();
      await Promise.all([closed, ...served]);
    },
  };
}

async function serveSocket(socket: Socket, rules: ConnectionRules): Promise<void> {
  const wire = new Wire(socket);
  try {
    await serveConnection(wire, rules);
    wire.end();
  } catch {
    // No client that the model knows sends such a thing.
    wire.reset();
  }
}

/** The file is made before the first session, because only then nobody writes to it. */
function prepareFile(path: string): void {
  using _file = new CatalogFile(path, () => 0);
}

function readCredentials(labDir: string): ListenerCredentials {
  const file = join(labDir, 'catalogcredentials.cfg');
  const configuration = parseConfiguration({ file, bytes: readFileSync(file) });
  const required = (key: string): string => {
    const value = configuration.get(key, 'credentials') ?? '';
    if (value === '') throw new ConfigurationError(`${key} is missing in [credentials] of ${file}`);
    return value;
  };
  return { user: required('user'), password: required('password') };
}

async function listen(server: Server, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server.address() as AddressInfo;
}
