// One controller of an array: its connection, and the session with it. A token alone is not enough: the cookie of the login must
// come along.
import type { Credentials } from '../adapter.ts';
import { StorageFaultError, StorageLoginError } from '../errors.ts';
import type { HttpsConnection, HttpsRequest } from '#core/https/connection.ts';
import { blotter, excerpt } from '../https/quoted-answer.ts';
import { isSuccess, loginRefusal, saysEnded, strangeStatus } from './failures.ts';
import { type Answer, inContext, parseAnswer, parseLogin } from './responses.ts';

export interface ArrayRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the device, already encoded. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Completes "cannot ...". */
  readonly doing: string;
}

interface Session {
  readonly deviceId: string;
  readonly headers: Readonly<Record<string, string>>;
}

const BASE = '/deviceManager/rest';
/** Before the login nobody knows the device: the array takes anything for it. */
const UNKNOWN_DEVICE = 'xx';

export class Controller {
  /** Host and port, for messages. */
  readonly host: string;
  readonly #connection: HttpsConnection;
  readonly #credentials: Credentials;
  #session: Session | undefined;
  /** Of all sessions so far. */
  readonly #tokens: string[] = [];

  constructor(connection: HttpsConnection, { host, credentials }: { readonly host: string; readonly credentials: Credentials }) {
    this.host = host;
    this.#connection = connection;
    this.#credentials = credentials;
  }

  /**
   * Sends one request, after a login where there is no session, or no longer.
   * @throws {StorageLoginError} which must not be tried again
   * @throws {HttpsFailure} when no complete answer came
   */
  async send(request: ArrayRequest, signal: AbortSignal): Promise<Answer> {
    const first = await this.#exchange(request, this.#session ?? (await this.#logIn(request.doing, signal)), signal);
    if (!saysEnded(first)) return first;
    // Idle for too long, or the controller was started anew: nothing has happened, so it may be sent again.
    this.#session = undefined;
    const second = await this.#exchange(request, await this.#logIn(request.doing, signal), signal);
    if (!saysEnded(second)) return second;
    throw new StorageLoginError(`cannot ${request.doing}: ${this.host} does not know the session it has just opened${this.quote(second)}`);
  }

  /** Gives the session back: an array has room for few. */
  async logOut(signal: AbortSignal): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) await this.#exchange({ method: 'DELETE', path: 'sessions', doing: 'log out' }, session, signal);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** What the array said, in brackets, without what must not be known. */
  quote({ code, description }: Answer): string {
    const said = this.#blot(description);
    return ` (${said === '' ? '' : `${said}, `}code ${code})`;
  }

  async #logIn(doing: string, signal: AbortSignal): Promise<Session> {
    const { user, password } = this.#credentials;
    const body = JSON.stringify({ username: user, password, scope: 0 });
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const { answer, cookies } = await this.#request({ method: 'POST', path: `${BASE}/${UNKNOWN_DEVICE}/sessions`, headers, body }, doing, signal);
    if (!isSuccess(answer)) throw loginRefusal(answer, `cannot ${doing}: ${this.host} refused the login${this.quote(answer)}`);
    const { token, deviceId } = inContext(doing, () => parseLogin(answer.data));
    this.#tokens.push(token, ...cookies.map((cookie) => cookie.replace(/^[^=]*=/, '')));
    this.#session = { deviceId, headers: { ...headers, iBaseToken: token, cookie: cookies.join('; ') } };
    return this.#session;
  }

  async #exchange({ method, path, body, doing }: ArrayRequest, { deviceId, headers }: Session, signal: AbortSignal): Promise<Answer> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const { answer } = await this.#request({ method, path: `${BASE}/${encodeURIComponent(deviceId)}/${path}`, headers, ...content }, doing, signal);
    return answer;
  }

  async #request(request: HttpsRequest, doing: string, signal: AbortSignal): Promise<{ readonly answer: Answer; readonly cookies: readonly string[] }> {
    const { status, text, cookies } = await this.#connection.request(request, signal);
    if (status < 200 || status > 299) throw strangeStatus(status, `cannot ${doing}: ${this.host} answered ${status}${quoted(this.#blot(text))}`);
    const answer = parseAnswer(text);
    if (answer !== undefined) return { answer, cookies };
    throw new StorageFaultError(`cannot ${doing}: ${this.host} answered with something that is not complete JSON of the REST service`, {
      hint: 'check that url in [dorado] is the address of the REST service, usually https://host:8088',
    });
  }

  #blot(text: string): string {
    return excerpt(blotter([this.#credentials.password, ...this.#tokens])(text));
  }
}

function quoted(said: string): string {
  return said === '' ? '' : ` (${said})`;
}
