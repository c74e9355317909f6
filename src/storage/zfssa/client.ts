// The appliance's REST API over one connection: paths, credentials, faults, and what is safe to repeat.
import type { Clock } from '#core/clock.ts';
import type { Credentials } from '../adapter.ts';
import { StorageError, StorageFaultError } from '../errors.ts';
import type { HttpsConnection, HttpsReply, HttpsRequest } from '#core/https/connection.ts';
import { HttpsFailure } from '#core/https/failure.ts';
import { parseJson } from '../json.ts';
import { basicAuthorization, excerpt } from '../https/quoted-answer.ts';
import { Retries } from '../guarded/retries.ts';
import type { Outcome } from '../volume-driver.ts';
import { noAnswerOf, refusal } from './failures.ts';
import { parseFault } from './responses.ts';

export interface ZfssaCall {
  /** Decoded parts below the storage service. */
  readonly path: readonly string[];
  /** Completes "cannot ...", with the name of the filesystem. */
  readonly doing: string;
}

export interface ZfssaChange extends ZfssaCall {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly body?: Readonly<Record<string, unknown>>;
}

/** 2 came with OS8.8, which has 1 as well. */
type ApiVersion = 'v1' | 'v2';

export class ZfssaClient {
  readonly #connection: HttpsConnection;
  readonly #retries: Retries;
  readonly #host: string;
  readonly #authorization: ReturnType<typeof basicAuthorization>;
  #version: ApiVersion | undefined;

  /** `host` with its port is only for messages. */
  constructor(options: { connection: HttpsConnection; credentials: Credentials; clock: Clock; host: string }) {
    this.#connection = options.connection;
    this.#retries = new Retries(options.clock);
    this.#host = options.host;
    this.#authorization = basicAuthorization(options.credentials);
  }

  /** Reads one resource; undefined when the appliance answers 404. Tried again while it is busy or the connection breaks off. */
  async find<T>(call: ZfssaCall, parse: (body: unknown) => T, signal: AbortSignal): Promise<T | undefined> {
    return this.#retries.read(async () => {
      const reply = await this.#send('GET', call, signal);
      return reply.status === 404 ? undefined : this.#parsed(reply, call, parse);
    }, signal);
  }

  /** Changes something, once. @throws {StorageConflictError} for 409 */
  async attempt({ method, body, ...call }: ZfssaChange, signal: AbortSignal): Promise<Outcome> {
    return (await this.#send(method, call, signal, body)).status === 404 ? 'absent' : 'done';
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Asks for version 2 first; only an appliance that knows nothing of what is asked has to tell whether it knows version 2. */
  async #send(method: HttpsRequest['method'], call: ZfssaCall, signal: AbortSignal, body?: Readonly<Record<string, unknown>>): Promise<HttpsReply> {
    const reply = await this.#sendTo(this.#version ?? 'v2', method, call, signal, body);
    if (this.#version !== undefined) return reply;
    this.#version = reply.status === 404 ? await this.#versionOffered(call, signal) : 'v2';
    return this.#version === 'v2' ? reply : this.#sendTo(this.#version, method, call, signal, body);
  }

  async #versionOffered({ doing }: ZfssaCall, signal: AbortSignal): Promise<ApiVersion> {
    const { status } = await this.#sendTo('v2', 'GET', { path: ['pools'], doing }, signal);
    return status === 404 ? 'v1' : 'v2';
  }

  async #sendTo(version: ApiVersion, method: HttpsRequest['method'], call: ZfssaCall, signal: AbortSignal, body?: Readonly<Record<string, unknown>>): Promise<HttpsReply> {
    const headers = { authorization: this.#authorization.header, accept: 'application/json' };
    const content = body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      const reply = await this.#connection.request({ method, path: pathOf(version, call.path), ...content }, signal);
      this.#check(reply, call);
      return reply;
    } catch (error) {
      throw error instanceof HttpsFailure ? noAnswerOf(error, `cannot ${call.doing}: ${this.#host}`) : error;
    }
  }

  #check({ status, text }: HttpsReply, { doing }: ZfssaCall): void {
    const fault = parseFault(parseJson(text));
    if (status === 404) return;
    // Some releases are said to put a fault into an answer that calls itself a success.
    if (status >= 200 && status < 300 && fault === undefined) return;
    const said = excerpt(this.#authorization.blot(fault ?? text));
    throw refusal(status, `cannot ${doing}: ${this.#host} answered ${status}${said === '' ? '' : ` (${said})`}`);
  }

  #parsed<T>({ text }: HttpsReply, { doing }: ZfssaCall, parse: (body: unknown) => T): T {
    const body = parseJson(text);
    if (body === undefined) {
      throw new StorageFaultError(`cannot ${doing}: ${this.#host} answered with something that is not complete JSON`, {
        hint: 'check that url in [zfssa] is the REST API of the appliance (port 215)',
      });
    }
    try {
      return parse(body);
    } catch (error) {
      throw error instanceof StorageError ? new StorageError(`cannot ${doing}: ${error.message}`, { cause: error }) : error;
    }
  }
}

function pathOf(version: ApiVersion, parts: readonly string[]): string {
  return [`/api/storage/${version}`, ...parts.map(encodePart)].join('/');
}

// A dot segment would be folded away and address something else.
function encodePart(part: string): string {
  if (part === '' || part === '.' || part === '..') throw new StorageError(`'${part}' is not a name`);
  return encodeURIComponent(part);
}
