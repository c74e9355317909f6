import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '#core/clock.ts';
import { ApplianceFault } from './appliance-fault.ts';

/** A user's session timeout as it comes from the factory. */
const tokenLifetimeMs = 15 * 60_000;

interface Login {
  readonly user: string;
  readonly password: string;
}

/** Who may talk to the appliance: the user on every request, or a token for fifteen minutes. */
export class Sessions {
  readonly #login: Login;
  readonly #clock: Clock;
  readonly #expiryMs = new Map<string, number>();

  constructor(login: Login, clock: Clock) {
    this.#login = login;
    this.#clock = clock;
  }

  /** @throws {ApplianceFault} unless the headers carry the user and his password, or a living token */
  authenticate(headers: IncomingHttpHeaders): void {
    const token = header(headers, 'x-auth-session');
    const allowed = token === undefined ? this.#isLogin(loginIn(headers)) : this.#isAlive(token);
    if (!allowed) throw new ApplianceFault('ERR_UNAUTHORIZED', 'authentication failed: invalid user, password or session');
  }

  /** A new token; only for who came with user and password. */
  open(headers: IncomingHttpHeaders): string {
    if (!this.#isLogin(loginIn(headers))) throw new ApplianceFault('ERR_UNAUTHORIZED', 'authentication failed: invalid user or password');
    const token = randomBytes(24).toString('base64url');
    this.#expiryMs.set(token, this.#clock.now().toMillis() + tokenLifetimeMs);
    return token;
  }

  close(headers: IncomingHttpHeaders): void {
    this.#expiryMs.delete(header(headers, 'x-auth-session') ?? '');
  }

  /** Ends every session, as a restart or a takeover by the cluster peer does. */
  closeAll(): void {
    this.#expiryMs.clear();
  }

  #isAlive(token: string): boolean {
    return (this.#expiryMs.get(token) ?? 0) > this.#clock.now().toMillis();
  }

  #isLogin(login: Login | undefined): boolean {
    return login !== undefined && isSame(login.user, this.#login.user) && isSame(login.password, this.#login.password);
  }
}

function loginIn(headers: IncomingHttpHeaders): Login | undefined {
  const user = header(headers, 'x-auth-user');
  if (user !== undefined) return { user, password: header(headers, 'x-auth-key') ?? '' };
  const encoded = /^basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [name = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { user: name, password: password.join(':') };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
