import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came over the wire. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a simulated system answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, a text as it is; absent: nothing is sent. */
  readonly body?: unknown;
}
