// ZAPI over one connection: one call and its checked answer, lists with all their pages. What may be repeated is decided above,
// but for reads, which always may.
import type { Clock } from '#core/clock.ts';
import type { Credentials } from '../../adapter.ts';
import { StorageError, StorageFaultError } from '../../errors.ts';
import type { HttpsConnection } from '#core/https/connection.ts';
import { HttpsFailure } from '#core/https/failure.ts';
import { basicAuthorization, excerpt } from '../../https/quoted-answer.ts';
import { Retries } from '../../guarded/retries.ts';
import { brokenOff, noAnswerOf } from '../failures.ts';
import { httpRefusal, refusal, saysAbsent } from './failures.ts';
import { parseAnswer, writeRequest, type ZapiAnswer, type ZapiFault, type ZapiInput } from './messages.ts';
import { parseVersion } from './responses.ts';
import { childOf, childrenOf, textOf, type XmlElement, XmlSyntaxError } from './xml.ts';

export interface ZapiCall {
  /** Such as volume-get-iter. */
  readonly api: string;
  readonly input: ZapiInput;
  /** Completes "cannot ...", with the name of the volume. */
  readonly doing: string;
}

const SERVLET = '/servlets/netapp.servlets.admin.XMLrequest_filer';
const PAGE_RECORDS = '500';
/** Far beyond what a volume may have: then the pages go round in a circle. */
const MOST_PAGES = 1000;

export class ZapiClient {
  readonly #connection: HttpsConnection;
  readonly #retries: Retries;
  readonly #host: string;
  readonly #vfiler: string | undefined;
  readonly #authorization: ReturnType<typeof basicAuthorization>;

  /** `host` is only for messages. */
  constructor(options: { connection: HttpsConnection; credentials: Credentials; clock: Clock; host: string; svm: string | undefined }) {
    this.#connection = options.connection;
    this.#retries = new Retries(options.clock);
    this.#host = options.host;
    this.#vfiler = options.svm;
    this.#authorization = basicAuthorization(options.credentials);
  }

  /**
   * What ZAPI calls its version; undefined when it does not tell this user. Any answer of its own shows that it is there.
   * @throws {StorageError} when something else answers, or nothing, and when the login is refused
   */
  async version(doing: string, signal: AbortSignal): Promise<string | undefined> {
    const call = { api: 'system-get-ontapi-version', input: {}, doing };
    const { results, fault } = await this.#retries.read(async () => this.#answerOf(await this.#send(call, signal), call), signal);
    if (fault?.errno === '13002') throw refusal(fault, `cannot ${doing}: ${this.#host} refused the login (${this.#quote(fault.reason)})`);
    return fault === undefined ? parseVersion(results) : undefined;
  }

  /** What a call that changes nothing tells; undefined when what it asks for is not there. */
  async read(call: ZapiCall, signal: AbortSignal): Promise<XmlElement | undefined> {
    return this.#retries.read(async () => this.#call(call, signal), signal);
  }

  /** All records of a call that lists, from all its pages; undefined when what they belong to is not there. */
  async list<T>(call: ZapiCall, { record, parse }: { readonly record: string; readonly parse: (record: XmlElement) => T }, signal: AbortSignal): Promise<T[] | undefined> {
    const records: T[] = [];
    const tags = new Set<string>();
    let tag: string | undefined;
    while (tags.size < MOST_PAGES) {
      const input = { ...call.input, 'max-records': PAGE_RECORDS, ...(tag === undefined ? {} : { tag }) };
      const page = await this.read({ ...call, input }, signal);
      if (page === undefined && tag !== undefined) throw brokenOff(`cannot ${call.doing}: the list of ${this.#host} breaks off`);
      if (page === undefined) return undefined;
      for (const element of childrenOf(childOf(page, 'attributes-list'), record)) records.push(this.#parsed(call, () => parse(element)));
      tag = textOf(page, 'next-tag');
      if (tag === undefined) return records;
      if (tags.has(tag)) break;
      tags.add(tag);
    }
    throw new StorageError(`cannot ${call.doing}: the list of ${this.#host} does not end`);
  }

  /**
   * One attempt to change something, which is done when ZAPI answers; what it tells, or undefined when it is about nothing.
   * @throws {StorageConflictError} when a name is taken
   */
  async change(call: ZapiCall, signal: AbortSignal): Promise<XmlElement | undefined> {
    return this.#call(call, signal);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Undefined when what the call is about is not there. */
  async #call(call: ZapiCall, signal: AbortSignal): Promise<XmlElement | undefined> {
    const { results, fault } = this.#answerOf(await this.#send(call, signal), call);
    const trouble = fault ?? faultInside(results);
    if (trouble === undefined) return results;
    if (saysAbsent(trouble)) return undefined;
    throw refusal(trouble, `cannot ${call.doing}: ${this.#host} refused ${call.api} (${this.#quote(trouble.reason)}${trouble.errno === '' ? '' : `, errno ${trouble.errno}`})`);
  }

  async #send({ api, input, doing }: ZapiCall, signal: AbortSignal): Promise<string> {
    const headers = { authorization: this.#authorization.header, 'content-type': 'text/xml; charset=UTF-8' };
    try {
      const reply = await this.#connection.request({ method: 'POST', path: SERVLET, headers, body: writeRequest(api, input, this.#vfiler) }, signal);
      if (reply.status === 200) return reply.text;
      const said = this.#quote(reply.text);
      throw httpRefusal(reply.status, `cannot ${doing}: ${this.#host} answered ${reply.status} to ZAPI${said === '' ? '' : ` (${said})`}`);
    } catch (error) {
      throw error instanceof HttpsFailure ? noAnswerOf(error, `cannot ${doing}: ${this.#host}`) : error;
    }
  }

  #answerOf(text: string, { doing }: ZapiCall): ZapiAnswer {
    try {
      return parseAnswer(text);
    } catch (cause) {
      if (!(cause instanceof XmlSyntaxError)) throw cause;
      throw new StorageFaultError(`cannot ${doing}: ${this.#host} answered with something that is not the complete XML of ZAPI (${cause.message})`, {
        cause,
        hint: 'check that filer in [ontap] is the management address of a cluster or SVM',
      });
    }
  }

  /** In this order: half a password would be found no more. */
  #quote(text: string): string {
    return excerpt(this.#authorization.blot(text));
  }

  #parsed<T>({ doing }: ZapiCall, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw error instanceof StorageError ? new StorageError(`cannot ${doing}: ${error.message}`, { cause: error }) : error;
    }
  }
}

/** A list may have passed without the volume it was asked for, and a change of several without some of them. */
function faultInside(results: XmlElement): ZapiFault | undefined {
  const error = childOf(results, 'volume-errors', 'volume-error');
  if (error !== undefined) return { errno: textOf(error, 'errno') ?? '', reason: textOf(error, 'reason') ?? 'an error of a volume without a reason' };
  const failure = childOf(results, 'failure-list')?.children[0];
  if (failure === undefined) return undefined;
  return { errno: textOf(failure, 'error-code') ?? '', reason: textOf(failure, 'error-message') ?? 'an error without a message' };
}
