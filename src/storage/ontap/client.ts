// ONTAP's REST API over one connection: pages, jobs, faults, and what is safe to repeat.
import type { Clock } from '#core/clock.ts';
import type { Credentials } from '../adapter.ts';
import { StorageError, StorageFaultError } from '../errors.ts';
import type { HttpsConnection, HttpsReply, HttpsRequest } from '#core/https/connection.ts';
import { HttpsFailure } from '#core/https/failure.ts';
import { type Json, parseJson } from '../json.ts';
import { basicAuthorization, excerpt } from '../https/quoted-answer.ts';
import { Retries } from '../guarded/retries.ts';
import type { Outcome } from '../volume-driver.ts';
import { brokenOff, noAnswerOf, refusal, saysAbsent } from './failures.ts';
import { type OntapFault, type Page, parseFault, parseJob, parseJobId, parsePage } from './responses.ts';

export interface OntapCall {
  /** Decoded parts below `/api`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** Completes "cannot ...", with the name of the volume. */
  readonly doing: string;
}

export interface OntapChange extends OntapCall {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly body?: Readonly<Record<string, unknown>>;
}

const PAGE_RECORDS = '1000';
/** Far beyond what a volume may have: then the pages go round in a circle. */
const MOST_PAGES = 1000;
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 2000;

export class OntapClient {
  readonly #connection: HttpsConnection;
  readonly #clock: Clock;
  readonly #retries: Retries;
  readonly #host: string;
  readonly #authorization: ReturnType<typeof basicAuthorization>;

  /** `host` is only for messages. */
  constructor(options: { connection: HttpsConnection; credentials: Credentials; clock: Clock; host: string }) {
    this.#connection = options.connection;
    this.#clock = options.clock;
    this.#retries = new Retries(options.clock);
    this.#host = options.host;
    this.#authorization = basicAuthorization(options.credentials);
  }

  /** All records of a list, from all its pages; undefined when what they belong to is not there. */
  async list<T>(call: OntapCall, parse: (record: Json) => T, signal: AbortSignal): Promise<T[] | undefined> {
    const records: T[] = [];
    const read = new Set<string>();
    let path: string | undefined = pathOf({ ...call, query: { ...call.query, max_records: PAGE_RECORDS } });
    while (path !== undefined) {
      if (read.has(path) || read.size === MOST_PAGES) throw new StorageError(`cannot ${call.doing}: the list of ${this.#host} does not end`);
      const page: Page | undefined = await this.#read(path, call, parsePage, signal);
      if (page === undefined && read.size > 0) throw brokenOff(`cannot ${call.doing}: the list of ${this.#host} breaks off`);
      if (page === undefined) return undefined;
      read.add(path);
      records.push(...page.records.map((record) => this.#parsed(call, () => parse(record))));
      path = page.next;
    }
    return records;
  }

  /** Changes something, once, and waits until the job that does it has ended. @throws {StorageConflictError} when a name is taken */
  async attempt(change: OntapChange, signal: AbortSignal): Promise<Outcome> {
    const { method, body, doing } = change;
    const reply = await this.#send({ method, path: pathOf(change) }, doing, signal, body);
    if (reply === undefined) return 'absent';
    // Any success may name a job, and one without content has none.
    const job = parseJobId(parseJson(reply.text));
    return job === undefined ? 'done' : this.#finish(job, doing, signal);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #finish(uuid: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    const path = pathOf({ path: ['cluster', 'jobs', uuid] });
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_POLL_MS)) {
      const job = await this.#read(path, { doing }, parseJob, signal);
      // Jobs are forgotten some minutes after their end: whoever asked for the change has to look.
      if (job === undefined) throw new StorageFaultError(`cannot ${doing}: ${this.#host} knows nothing of its job any more`);
      if (job.fault !== undefined) {
        if (saysAbsent(200, job.fault)) return 'absent';
        throw refusal(200, job.fault, `cannot ${doing}: its job on ${this.#host} failed${this.#quote(job.fault, '')}`);
      }
      if (job.isFinished) return 'done';
      await this.#clock.sleep(pauseMs, signal);
    }
  }

  /** Undefined when what is asked for is not there. */
  async #read<T>(path: string, { doing }: Pick<OntapCall, 'doing'>, parse: (body: unknown) => T, signal: AbortSignal): Promise<T | undefined> {
    return this.#retries.read(async () => {
      const reply = await this.#send({ method: 'GET', path }, doing, signal);
      if (reply === undefined) return undefined;
      const body = parseJson(reply.text);
      if (body !== undefined) return this.#parsed({ doing }, () => parse(body));
      throw new StorageFaultError(`cannot ${doing}: ${this.#host} answered with something that is not complete JSON`, {
        hint: 'check that filer in [ontap] is the management address of a cluster or SVM',
      });
    }, signal);
  }

  async #send(
    request: Pick<HttpsRequest, 'method' | 'path'>,
    doing: string,
    signal: AbortSignal,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<HttpsReply | undefined> {
    const headers = { authorization: this.#authorization.header, accept: 'application/json' };
    const content = body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      return this.#checked(await this.#connection.request({ ...request, ...content }, signal), doing);
    } catch (error) {
      throw error instanceof HttpsFailure ? noAnswerOf(error, `cannot ${doing}: ${this.#host}`) : error;
    }
  }

  #checked(reply: HttpsReply, doing: string): HttpsReply | undefined {
    const { status, text } = reply;
    const fault = parseFault(parseJson(text));
    if (status >= 200 && status < 300 && fault === undefined) return reply;
    if (saysAbsent(status, fault)) return undefined;
    throw refusal(status, fault, `cannot ${doing}: ${this.#host} answered ${status}${this.#quote(fault, text)}`);
  }

  #quote(fault: OntapFault | undefined, text: string): string {
    const said = excerpt(this.#authorization.blot(fault?.message ?? text));
    const code = fault === undefined || fault.code === '' ? '' : `, code ${fault.code}`;
    return said === '' ? '' : ` (${said}${code})`;
  }

  #parsed<T>({ doing }: Pick<OntapCall, 'doing'>, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw error instanceof StorageError ? new StorageError(`cannot ${doing}: ${error.message}`, { cause: error }) : error;
    }
  }
}

function pathOf({ path, query = {} }: Pick<OntapCall, 'path' | 'query'>): string {
  const parameters = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `/api/${path.map(encodeURIComponent).join('/')}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}
