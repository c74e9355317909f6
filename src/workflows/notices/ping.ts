// Tells a dead-man's switch of a run, as the well-known services of that kind want it: the address itself for success, `/start` and
// `/fail` behind it for the others. Never fails and never waits for long; of the address only the host is ever told.
import { readFileSync } from 'node:fs';
import type { PingSettings } from '#core/config/notice-settings.ts';
import type { Log } from '#core/log.ts';
import { HttpsConnection } from '#core/https/connection.ts';
import { HttpsFailure } from '#core/https/failure.ts';

export type PingEvent = 'start' | 'success' | 'fail';

const requestTimeoutMs = 5000;
const tries = 2;

export async function sendPing({ url, caFile }: PingSettings, event: PingEvent, log: Log): Promise<void> {
  const address = new URL(url);
  const path = `${address.pathname.replace(/\/$/u, '')}${event === 'success' ? '' : `/${event}`}${address.search}`;
  const readTrusted = (): string | undefined => (caFile === undefined ? undefined : readFileSync(caFile, 'utf8'));
  const connection = new HttpsConnection({ origin: address.origin, verifyCertificate: true, readTrusted, requestTimeoutMs });
  let fault: string | undefined;
  try {
    for (let count = 1; count <= tries; count += 1) {
      fault = await sendOnce(connection, path);
      if (fault === undefined) break;
    }
  } finally {
    await connection.close();
  }
  if (fault === undefined) log.debug(`pingurl: ${address.host} was told: ${event}`);
  else log.warn(`${address.host} could not be told of this run (pingurl, ${event}): ${fault}`);
}

/** What went wrong, for the end of a sentence. */
async function sendOnce(connection: HttpsConnection, path: string): Promise<string | undefined> {
  try {
    const { status } = await connection.request({ method: 'GET', path: path === '' ? '/' : path, headers: {} }, new AbortController().signal);
    return status < 400 ? undefined : `it answered ${status}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return error instanceof HttpsFailure && error.kind === 'certificate' ? `${reason} (pingcacert names the CA of a service of your own)` : reason;
  }
}
