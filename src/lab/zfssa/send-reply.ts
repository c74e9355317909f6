import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestFault } from './fault-injection.ts';
import type { Reply } from './storage-call.ts';

interface Circumstances {
  readonly fault: RequestFault | undefined;
  /** Aborted when the appliance goes down. */
  readonly signal: AbortSignal;
}

const page = '<html><head><title>Proxy error</title></head><body>The proxy server could not handle the request.</body></html>';

/** Does what was asked for and answers, or whatever the fault makes of it. */
export async function sendReply(response: ServerResponse, answer: () => Reply, { fault = {}, signal }: Circumstances): Promise<void> {
  const isSpoiled = fault.hang === true || fault.reset === true || fault.status !== undefined;
  const reply = isSpoiled && fault.afterEffect !== true ? undefined : answer();
  if (fault.delayMs !== undefined) await delay(fault.delayMs, undefined, { signal });
  if (fault.hang === true) return;
  if (fault.reset === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.status !== undefined) {
    const body = typeof fault.nonJson === 'string' || fault.nonJson === true ? undefined : { fault: { code: fault.status, ...fault.fault } };
    send(response, { status: fault.status, body }, fault);
    return;
  }
  if (reply !== undefined) send(response, reply, fault);
}

function send(response: ServerResponse, reply: Reply, { nonJson, truncate }: RequestFault): void {
  const replacement = nonJson === true ? page : nonJson === false ? undefined : nonJson;
  const text = replacement ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
  const bytes = Buffer.from(text);
  response.writeHead(reply.status, {
    'x-zfssa-storage-api': '1.1',
    'content-type': replacement === undefined ? 'application/json; charset=utf-8' : 'text/html',
    ...(reply.status === 204 ? {} : { 'content-length': bytes.length }),
    ...reply.headers,
  });
  if (truncate !== true) {
    response.end(bytes);
    return;
  }
  // The half that was promised must be out before the line goes dead.
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
