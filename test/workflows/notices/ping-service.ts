import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServerIdentity } from '#lab/storage/certificate.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

export interface PingService extends AsyncDisposable {
  /** `https://127.0.0.1:port` */
  readonly origin: string;
  readonly caFile: string;
  /** Method and path of each request. */
  readonly heard: string[];
  /** Status of the next answers; 200 after them. `hang`: none. */
  readonly answers: (number | 'hang')[];
}

/** A dead-man's switch on this machine. */
export async function openPingService(): Promise<PingService> {
  const folder = temporaryFolder();
  const { caCertificate, certificate, privateKey } = await createServerIdentity();
  const caFile = join(folder.path, 'ping-ca.pem');
  writeFileSync(caFile, caCertificate);
  const heard: string[] = [];
  const answers: (number | 'hang')[] = [];
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    heard.push(`${request.method} ${request.url}`);
    const answer = answers.shift() ?? 200;
    if (answer !== 'hang') response.writeHead(answer).end('OK');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caFile,
    heard,
    answers,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      folder[Symbol.dispose]();
    },
  };
}
