import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who is logged in: a cookie for everybody who asks, worth something only to who gave the password. */
export class Sessions {
  readonly #login: { readonly user: string; readonly password: string };
  readonly #open = new Set<string>();

  constructor(login: { readonly user: string; readonly password: string }) {
    this.#login = login;
  }

  get count(): number {
    return this.#open.size;
  }

  /** The cookie of a new session. */
  logIn(form: URLSearchParams): string {
    const session = randomBytes(16).toString('hex');
    if (form.get('username') === this.#login.user && form.get('password') === this.#login.password) this.#open.add(session);
    return `PHPSESSID=${session}`;
  }

  isOpen(headers: IncomingHttpHeaders): boolean {
    return this.#open.has(sessionIn(headers));
  }

  logOut(headers: IncomingHttpHeaders): void {
    this.#open.delete(sessionIn(headers));
  }

  closeAll(): void {
    this.#open.clear();
  }
}

function sessionIn({ cookie = '' }: IncomingHttpHeaders): string {
  return /(?:^|;\s*)PHPSESSID=(\w+)/.exec(cookie)?.[1] ?? '';
}
