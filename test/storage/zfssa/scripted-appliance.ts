import { writeFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServerIdentity, type ServerIdentity } from '#lab/storage/certificate.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { type OpenOptions, openZfssa } from './fixture.ts';

/** Status and body of an answer; a string is sent as it is, anything else as JSON. */
export type ScriptedAnswer = readonly [status: number, body?: unknown];

export type Script = (request: { readonly method: string; readonly path: string; readonly body: string }) => ScriptedAnswer;

interface ScriptedOptions {
  readonly listenOn?: string;
  readonly identity?: ServerIdentity;
  readonly tls?: ServerOptions;
}

/** Answers as a test says, for what the lab's appliance never says; paths come below the project and still encoded. */
export async function startScripted(script: Script, { listenOn = '127.0.0.1', identity, tls }: ScriptedOptions = {}) {
  const { certificate, privateKey, caCertificate } = identity ?? (await createServerIdentity());
  const folder = temporaryFolder();
  const requests: string[] = [];
  const server = createServer({ cert: certificate, key: privateKey, ...tls }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      const path = url.replace('/api/storage/v2/pools/pool1/projects/demo-backup', '');
      const isLookAtVersion = url === '/api/storage/v2/pools';
      if (!isLookAtVersion) requests.push(`${method} ${path}`);
      const [status, answer] = isLookAtVersion ? [200, { pools: [] }] : script({ method, path, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof answer === 'string' || answer === undefined ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, listenOn, resolve));
  const caFile = join(folder.path, 'ca.pem');
  writeFileSync(caFile, caCertificate);
  const url = `https://${listenOn}:${(server.address() as AddressInfo).port}`;
  const address = { url, caFile, user: 'icb', password: 'secret', pool: 'pool1', project: 'demo-backup' };
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const log = recordedLog();
  return {
    ...address,
    server,
    folder: folder.path,
    clock,
    log,
    requests: requests as readonly string[],
    open: (options: OpenOptions & { readonly database?: string } = {}) => openZfssa(address, { database: 'orcl', clock, log, ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      folder[Symbol.dispose]();
    },
  };
}
