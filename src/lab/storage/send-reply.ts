import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from './reply.ts';
import type { RequestFault } from './request-faults.ts';

interface Circumstances {
  readonly fault: RequestFault | undefined;
  /** Body of a failure with that status, as the vendor has it. */
  readonly failureBody: (status: number, fault: RequestFault['fault']) => unknown;
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the system goes down. */
  readonly signal: AbortSignal;
}

const page = '<html><head><title>Proxy error</title></head><body>The proxy server could not handle the request.</body></html>';

/** Does what was asked for and answers, or whatever the fault makes of it. */
export async function sendReply(response: ServerResponse, answer: () => Reply, { fault = {}, failureBody, headers, signal }: Circumstances): Promise<void> {
  const isSpoiled = fault.hang === true || fault.reset === true || fault.status !== undefined;
  const reply = isSpoiled && fault.afterEffect !== true ? undefined : answer();
  if (fault.delayMs !== undefined) await delay(fault.delayMs, undefined, { signal });
  if (fault.hang === true) return;
  if (fault.reset === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.status !== undefined) {
    const body = typeof fault.nonJson === 'string' || fault.nonJson === true ? undefined : failureBody(fault.status, fault.fault);
    send(response, { status: fault.status, headers, body }, fault);
    return;
  }
  if (reply !== undefined) send(response, { ...reply, headers: { ...headers, ...reply.headers } }, fault);
}

function send(response: ServerResponse, { status, headers, body }: Reply, { nonJson, truncate }: RequestFault): void {
  const replacement = nonJson === true ? page : nonJson === false ? undefined : nonJson;
  const text = replacement ?? (body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  const bytes = Buffer.from(text);
  response.writeHead(status, {
    'content-type': replacement === undefined ? 'application/json; charset=utf-8' : 'text/html',
    ...(status === 204 ? {} : { 'content-length': bytes.length }),
    ...headers,
  });
  if (truncate !== true) {
    response.end(bytes);
    return;
  }
  // The half that was promised must be out before the line goes dead.
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
