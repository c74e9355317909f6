// The appliance's REST API over one connection: paths, credentials, faults, and what is safe to repeat.
import type { Clock } from '#core/clock.ts';
import type { Credentials } from '../adapter.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageUnreachableError } from '../errors.ts';
import type { HttpsConnection, HttpsReply, HttpsRequest } from '../https-connection.ts';
import { HttpsFailure } from '../https-failure.ts';
import { noAnswer, refusal } from './failures.ts';
import { parseFault, parseJson } from './responses.ts';

export interface ZfssaCall {
  /** Decoded parts below `/api/storage/v1`. */
  readonly path: readonly string[];
  /** Completes "cannot ...", with the name of the filesystem. */
  readonly doing: string;
}

export interface ZfssaChange extends ZfssaCall {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly body?: Readonly<Record<string, unknown>>;
  /** Looks whether the change has happened; asked after a failure that does not tell. */
  readonly happened: (signal: AbortSignal) => Promise<boolean>;
}

const API = '/api/storage/v1';
const ATTEMPTS = 4;
/** An appliance that lets a request run into the time limit is not asked as often as one that answers "busy". */
const ATTEMPTS_WHEN_LATE = 2;
const FIRST_PAUSE_MS = 1000;

export class ZfssaClient {
  readonly #connection: HttpsConnection;
  readonly #clock: Clock;
  readonly #host: string;
  readonly #authorization: string;
  readonly #secrets: readonly string[];

  /** `host` with its port is only for messages. */
  constructor(options: { connection: HttpsConnection; credentials: Credentials; clock: Clock; host: string }) {
    this.#connection = options.connection;
    this.#clock = options.clock;
    this.#host = options.host;
    const { user, password } = options.credentials;
    const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
    this.#authorization = `Basic ${encoded}`;
    this.#secrets = [encoded, password].filter((secret) => secret !== '');
  }

  /** Reads one resource; undefined when the appliance answers 404. Tried again while it is busy or the connection breaks off. */
  async find<T>(call: ZfssaCall, parse: (body: unknown) => T, signal: AbortSignal): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const reply = await this.#send('GET', call, signal);
        return reply.status === 404 ? undefined : this.#parsed(reply, call, parse);
      } catch (error) {
        if (!isWorthRepeating(error, attempt)) throw error;
        await this.#pause(attempt, signal);
      }
    }
  }

  /**
   * Changes something; returns the status, 2xx or 404, or 'found' when the answer was lost but the change had happened.
   * After a failure that leaves this open it looks first and repeats only what did not happen.
   * @throws {StorageConflictError} for 409, unless an earlier attempt of ours turns out to have done it
   */
  async change(change: ZfssaChange, signal: AbortSignal): Promise<number | 'found'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#send(change.method, change, signal, change.body)).status;
      } catch (error) {
        const mayBeOurs = attempt > 1 && error instanceof StorageConflictError;
        if (!mayBeOurs && !isUnclear(error)) throw error;
        if (await this.#hasHappened(change, error, signal)) return 'found';
        if (!isWorthRepeating(error, attempt)) throw error;
        await this.#pause(attempt, signal);
      }
    }
  }

  /** Looks a few times, with pauses, until something can be found; undefined when it cannot. */
  async appears<T>(find: (signal: AbortSignal) => Promise<T | undefined>, signal: AbortSignal): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await find(signal);
      if (found !== undefined || attempt === ATTEMPTS) return found;
      await this.#pause(attempt, signal);
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  // The look must not hide the failure that made it necessary.
  async #hasHappened({ happened }: ZfssaChange, failure: unknown, signal: AbortSignal): Promise<boolean> {
    try {
      return await happened(signal);
    } catch (error) {
      const said = failure instanceof Error ? failure.message : String(failure);
      throw new StorageError(`${said}; whether it happened all the same could not be found out`, {
        cause: new AggregateError([failure, error]),
        hint: 'look at the appliance once it answers again',
      });
    }
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
  }

  async #send(
    method: HttpsRequest['method'],
    call: ZfssaCall,
    signal: AbortSignal,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<HttpsReply> {
    const headers = { authorization: this.#authorization, accept: 'application/json' };
    const content =
      body === undefined
        ? { headers }
        : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      const reply = await this.#connection.request({ method, path: pathOf(call.path), ...content }, signal);
      this.#check(reply, call);
      return reply;
    } catch (error) {
      throw error instanceof HttpsFailure ? noAnswer(error, `cannot ${call.doing}: ${this.#host}`) : error;
    }
  }

  #check({ status, text }: HttpsReply, { doing }: ZfssaCall): void {
    const fault = parseFault(parseJson(text));
    if (status === 404) return;
    // Some releases are said to put a fault into an answer that calls itself a success.
    if (status >= 200 && status < 300 && fault === undefined) return;
    const said = this.#withoutSecrets(fault ?? excerpt(text));
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

  // An error page may repeat the request, and with it our credentials.
  #withoutSecrets(text: string): string {
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  }
}

function isUnclear(error: unknown): boolean {
  if (error instanceof StorageFaultError) return true;
  // Without a connection nothing has happened, and nothing will: the host is wrong or down.
  return error instanceof StorageUnreachableError && failureKind(error) !== 'unreachable';
}

function isWorthRepeating(error: unknown, attempt: number): boolean {
  return isUnclear(error) && attempt < (failureKind(error) === 'timeout' ? ATTEMPTS_WHEN_LATE : ATTEMPTS);
}

function failureKind(error: unknown): HttpsFailure['kind'] | undefined {
  return error instanceof StorageError && error.cause instanceof HttpsFailure ? error.cause.kind : undefined;
}

function pathOf(parts: readonly string[]): string {
  return [API, ...parts.map(encodePart)].join('/');
}

// A dot segment would be folded away and address something else.
function encodePart(part: string): string {
  if (part === '' || part === '.' || part === '..') throw new StorageError(`'${part}' is not a name`);
  return encodeURIComponent(part);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}
