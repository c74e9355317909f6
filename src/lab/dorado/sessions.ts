import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '#core/clock.ts';
import { ArrayFault } from './array-fault.ts';

/** As customary; not confirmed. */
const idleMs = 20 * 60_000;
const failuresBeforeLock = 3;

interface Login {
  readonly user: string;
  readonly password: string;
}

export interface NewSession {
  readonly token: string;
  readonly cookie: string;
}

/** Who may talk to the array: a token in a header and the cookie that came with it, both. */
export class Sessions {
  readonly #login: Login;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, { readonly cookie: string; usedMs: number }>();
  #failures = 0;

  constructor(login: Login, clock: Clock) {
    this.#login = login;
    this.#clock = clock;
  }

  /** Those that have not been given back. */
  get count(): number {
    return this.#sessions.size;
  }

  /** @throws {ArrayFault} for a wrong user or password; after three of these for any */
  open({ username, password, scope }: Readonly<Record<string, unknown>>): NewSession {
    if (Number(scope) !== 0) throw new ArrayFault('wrongParameter', 'The scope is not that of a local user.');
    if (this.#failures >= failuresBeforeLock) throw new ArrayFault('locked', 'The account is locked.');
    if (username !== this.#login.user || password !== this.#login.password) {
      this.#failures += 1;
      throw new ArrayFault('wrongLogin', 'The user name or password is incorrect.');
    }
    this.#failures = 0;
    const session = { token: randomBytes(16).toString('hex').toUpperCase(), cookie: `session=ismsession=${randomBytes(16).toString('hex')}` };
    this.#sessions.set(session.token, { cookie: session.cookie, usedMs: this.#clock.now().toMillis() });
    return session;
  }

  /** @throws {ArrayFault} with the code -401 */
  authenticate(headers: IncomingHttpHeaders): string {
    const token = String(headers['ibasetoken']);
    const session = this.#sessions.get(token);
    const nowMs = this.#clock.now().toMillis();
    const cookies = (headers.cookie ?? '').split('; ');
    if (session === undefined || nowMs - session.usedMs > idleMs || !cookies.includes(session.cookie)) {
      throw new ArrayFault('ended', 'This operation fails to be performed because of the unauthorized REST.');
    }
    session.usedMs = nowMs;
    return token;
  }

  close(token: string): void {
    this.#sessions.delete(token);
  }

  /** As a restart of the controller does. */
  closeAll(): void {
    this.#sessions.clear();
  }
}
