// One kept-alive TLS connection to one storage system. Knows nothing of any vendor's API.
import type { IncomingHttpHeaders } from 'node:http';
import { checkServerIdentity } from 'node:tls';
import Client from 'undici/lib/dispatcher/client.js';
import type { Dispatcher } from 'undici';
import { startTimer as startRealTimer, type StartTimer } from '#core/start-timer.ts';
import { HttpsFailure, httpsFailure } from './failure.ts';

/** What a connection shows of the system at its other end, besides its answers. */
export interface ConnectionObserver {
  /** Told for each connection whose certificate was verified: it is valid until then. */
  certificateSeen(validTo: Date): void;
  /** The time an answer says it was written at, to the second. */
  answerDated(date: Date): void;
}

export interface HttpsConnectionOptions {
  /** `https://host:port`. */
  readonly origin: string;
  readonly verifyCertificate: boolean;
  /** PEM certificates to trust instead of the well-known ones; asked for each time a connection is set up. */
  readonly readTrusted: () => string | undefined;
  /** For one request and its whole answer. */
  readonly requestTimeoutMs: number;
  /** Absent: by the clock of the machine. */
  readonly startTimer?: StartTimer | undefined;
  readonly observer?: ConnectionObserver | undefined;
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Already encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpsReply {
  readonly status: number;
  readonly text: string;
  /** `name=value` of each cookie that the answer sets. */
  readonly cookies: readonly string[];
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** Some hundred thousand snapshots; beyond that something else than an appliance is talking. */
const LARGEST_REPLY_BYTES = 256 * 1024 * 1024;

export class HttpsConnection {
  readonly #options: HttpsConnectionOptions;
  #client: Client | undefined;
  #trusted: string | undefined;

  constructor(options: HttpsConnectionOptions) {
    this.#options = options;
  }

  /**
   * Sends one request, whatever the status of the answer.
   * @throws {HttpsFailure} when no complete answer came
   * @throws the reason of the signal when it is aborted
   */
  async request(request: HttpsRequest, signal: AbortSignal): Promise<HttpsReply> {
    try {
      return await this.#send(request, signal);
    } catch (error) {
      if (!(error instanceof HttpsFailure) || error.kind !== 'certificate') throw error;
      // The certificate may just have been renewed together with the file we trust.
      const before = this.#trusted;
      await this.close();
      if (this.#options.readTrusted() === before) throw error;
      return this.#send(request, signal);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.destroy();
  }

  #send(request: HttpsRequest, signal: AbortSignal): Promise<HttpsReply> {
    this.#client ??= this.#connect();
    const { requestTimeoutMs: timeoutMs, startTimer = startRealTimer, observer } = this.#options;
    return exchange(this.#client, request, { signal, timeoutMs, startTimer, observer });
  }

  #connect(): Client {
    const { origin, verifyCertificate, requestTimeoutMs, observer } = this.#options;
    this.#trusted = this.#options.readTrusted();
    return new Client(origin, {
      allowH2: false,
      // Our own limit covers the whole exchange, so undici's timers stay off.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxResponseSize: LARGEST_REPLY_BYTES,
      connect: {
        timeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs),
        minVersion: 'TLSv1.2',
        rejectUnauthorized: verifyCertificate,
        ...(this.#trusted === undefined ? {} : { ca: this.#trusted }),
        ...(observer === undefined ? {} : { checkServerIdentity: watched(observer) }),
      },
    });
  }
}

/** Node's own check of the host name, which it makes of a certificate that is trusted and valid now. */
function watched(observer: ConnectionObserver): typeof checkServerIdentity {
  return (host, certificate) => {
    observer.certificateSeen(new Date(certificate.valid_to));
    return checkServerIdentity(host, certificate);
  };
}

/** One request and its answer, ended early by the signal or the time limit. */
async function exchange(
  client: Client,
  { method, path, headers, body }: HttpsRequest,
  { signal, timeoutMs, startTimer, observer }: { signal: AbortSignal; timeoutMs: number; startTimer: StartTimer; observer: ConnectionObserver | undefined },
): Promise<HttpsReply> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<HttpsReply>();
  const answer = new Answer(resolve, reject, observer);
  const cancelTimer = startTimer(() => answer.stop(answer.late(timeoutMs)), timeoutMs);
  const onAbort = (): void => answer.stop(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    client.dispatch({ method, path, headers, body: body ?? null }, answer);
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #resolve: (reply: HttpsReply) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #observer: ConnectionObserver | undefined;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #cookies: readonly string[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: { readonly reason: unknown } | undefined;

  constructor(resolve: (reply: HttpsReply) => void, reject: (reason: unknown) => void, observer: ConnectionObserver | undefined) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#observer = observer;
  }

  late(timeoutMs: number): HttpsFailure {
    const message = `there was no complete answer within ${timeoutMs / 1000} s`;
    return new HttpsFailure(message, { kind: 'timeout', mayHaveHappened: this.#controller !== undefined });
  }

  /** Gives up; a request that still waits for its connection is then never written. */
  stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#reject(reason);
    this.#controller?.abort(asError(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#stopped === undefined) this.#controller = controller;
    else controller.abort(asError(this.#stopped.reason));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    const date = new Date(headers.date ?? '');
    if (!Number.isNaN(date.getTime())) this.#observer?.answerDated(date);
    this.#cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, text: Buffer.concat(this.#chunks).toString('utf8'), cookies: this.#cookies });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(httpsFailure(error, this.#controller !== undefined));
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
