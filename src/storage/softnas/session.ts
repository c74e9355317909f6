// A login that lasts for one step. Its cookies are all that carries it; it is given back whatever comes of the step.
import type { Credentials } from '../adapter.ts';
import type { HttpsConnection, HttpsReply, HttpsRequest } from '#core/https/connection.ts';
import { HttpsFailure } from '#core/https/failure.ts';
import { parseJson } from '../json.ts';
import { blotter, excerpt } from '../https/quoted-answer.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { loginRefused, noAnswerOf, noSession, refusedStatus } from './failures.ts';
import { parseAnswer } from './responses.ts';

/** Where to log in, and as whom. */
export interface Gate extends Pick<SnapHandlerContext, 'log'> {
  readonly connection: HttpsConnection;
  readonly credentials: Credentials;
  /** Only for messages. */
  readonly host: string;
}

interface Request extends Pick<HttpsRequest, 'method' | 'path'> {
  readonly form?: Readonly<Record<string, string>>;
  /** Completes "cannot ...", with the name of the volume. */
  readonly doing: string;
}

/** Nobody waits longer for a good-bye. */
const LOGOUT_TIMEOUT_MS = 10_000;

/** What the answer to a login says tells a wrong password only sometimes: the next operation does. */
export async function logIn(gate: Gate, doing: string, signal: AbortSignal): Promise<Session> {
  const { host, credentials } = gate;
  const session = new Session(gate);
  const form = { username: credentials.user, password: credentials.password };
  const { status, text } = await session.send({ method: 'POST', path: '/softnas/login.php', form, doing }, signal);
  const answer = parseAnswer(parseJson(text));
  const said = session.quoted(answer?.said ?? text);
  if (status >= 400) throw refusedStatus(status, `cannot ${doing}: ${host} answered the login with ${status}${said}`);
  if (answer?.success === false) throw loginRefused(`cannot ${doing}: ${host} refused the login${said}`);
  if (!session.isOpen) throw noSession(`cannot ${doing}: ${host} answered the login without a session`);
  return session;
}

export class Session implements AsyncDisposable {
  readonly #gate: Gate;
  /** By name: an answer may replace one and leave the others. */
  readonly #cookies = new Map<string, string>();

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  get isOpen(): boolean {
    return this.#cookies.size > 0;
  }

  async send({ method, path, form, doing }: Request, signal: AbortSignal): Promise<HttpsReply> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'application/json', ...(cookie === '' ? {} : { cookie }) };
    const content = form === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() };
    try {
      const reply = await this.#gate.connection.request({ method, path, ...content }, signal);
      for (const one of reply.cookies) {
        const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(one) ?? [];
        if (name !== '') this.#cookies.set(name, value);
      }
      return reply;
    } catch (error) {
      throw error instanceof HttpsFailure ? noAnswerOf(error, `cannot ${doing}: ${this.#gate.host}`) : error;
    }
  }

  /** What the appliance said, in parentheses. */
  quoted(said: string): string {
    const clean = excerpt(blotter([this.#gate.credentials.password, ...this.#cookies.values()])(said));
    return clean === '' ? '' : ` (${clean})`;
  }

  /** Also after a cancellation. A session that is left behind ends by itself some time. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.send({ method: 'GET', path: '/softnas/logout.php', doing: 'log out' }, AbortSignal.timeout(LOGOUT_TIMEOUT_MS));
    } catch (error) {
      this.#gate.log.debug(error instanceof Error ? error.message : String(error));
    }
  }
}
