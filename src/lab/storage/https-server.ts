// A simulated storage system as its clients see it: HTTPS on 127.0.0.1, and faults on demand.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#core/clock.ts';
import type { HttpRequest, Reply } from './reply.ts';
import type { RequestFault, RequestFaults } from './request-faults.ts';
import { sendReply } from './send-reply.ts';
import type { TlsFiles } from './tls-files.ts';

/** What makes one vendor's system out of a server. */
export interface HttpsSystem {
  answer(request: HttpRequest): Reply;
  /** What faults and tests know a request by, where that is more than its path and query. */
  pathOf?(request: HttpRequest): string;
  /** Body of a failure with that status, with what a fault wants in it. */
  failureBody(status: number, fault: RequestFault['fault']): unknown;
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a system was asked, for tests that count. */
export interface TrafficStats {
  /** Method, and path with query, decoded. */
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  /** TLS connections accepted. */
  readonly connections: number;
}

export interface HttpsServer extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly stats: TrafficStats;
}

/** Port 0: any free one. Rejects with EADDRINUSE when the port is taken. */
export async function serveHttps(system: HttpsSystem, { tls, port, faults, clock }: { readonly tls: TlsFiles; readonly port: number; readonly faults: RequestFaults; readonly clock: Pick<Clock, 'now'> }): Promise<HttpsServer> {
  const server = createServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.privateKey), minVersion: 'TLSv1.2' });
  const { stats, count } = countTraffic(server);
  const shutdown = new AbortController();
  server.on('request', (request, response) => {
    handle(request, response, { system, faults, count, clock, signal: shutdown.signal }).catch((error: unknown) => {
      // Nobody is there to read an answer any more, or the simulation itself has a defect.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  const address = await listen(server, port);
  return {
    url: `https://127.0.0.1:${address.port}`,
    stats,
    [Symbol.asyncDispose]: async () => {
      shutdown.abort();
      await close(server);
    },
  };
}

interface Handling {
  readonly system: HttpsSystem;
  /** Of the system: it dates its answers. */
  readonly clock: Pick<Clock, 'now'>;
  readonly faults: RequestFaults;
  readonly count: (request: TrafficStats['requests'][number]) => void;
  readonly signal: AbortSignal;
}

async function handle(request: IncomingMessage, response: ServerResponse, { system, faults, count, clock, signal }: Handling): Promise<void> {
  const { method = '', url = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const whole = { method, url, headers, body: Buffer.concat(chunks).toString() };
  const path = system.pathOf?.(whole) ?? decodeURI(url);
  count({ method, path });
  const fault = faults.take(method, path);
  await sendReply(response, () => system.answer(whole), {
    fault,
    failureBody: (status, wanted) => system.failureBody(status, wanted),
    headers: { date: clock.now().toHTTP(), ...system.headers },
    signal,
  });
}

function countTraffic(server: Server): { readonly stats: TrafficStats; readonly count: Handling['count'] } {
  const requests: TrafficStats['requests'][number][] = [];
  let connections = 0;
  server.on('secureConnection', () => {
    connections += 1;
  });
  const stats = {
    requests,
    get connections() {
      return connections;
    },
  };
  return { stats, count: (request) => requests.push(request) };
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
