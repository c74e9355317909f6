import { StorageRefusal } from '../storage/refusal.ts';
import type { HttpRequest, Reply } from '../storage/reply.ts';
import { SpaceMeter } from '../storage/space.ts';
import { changeStorage, type StorageIdentity, viewStorage } from '../storage/storage-state.ts';
import type { SoftnasConfiguration } from './create-softnas.ts';
import { SoftnasFailure } from './failure.ts';
import { opcodes, type SoftnasStyle } from './opcodes.ts';
import { Sessions } from './sessions.ts';

const html = { 'content-type': 'text/html; charset=UTF-8' };
const loginPage = '<!DOCTYPE html><html><head><title>SoftNAS StorageCenter Login</title></head><body><form action="/softnas/login.php"></form></body></html>';

/** Lets in who has a session, takes operations apart, and turns refusals into `success: false`. */
export class FrontDoor {
  readonly sessions: Sessions;
  readonly #identity: StorageIdentity;
  readonly #configuration: SoftnasConfiguration;
  readonly #style: SoftnasStyle;
  readonly #meter = new SpaceMeter();

  constructor(identity: StorageIdentity, configuration: SoftnasConfiguration, style: SoftnasStyle) {
    this.sessions = new Sessions(configuration);
    this.#identity = identity;
    this.#configuration = configuration;
    this.#style = style;
  }

  answer(request: HttpRequest): Reply {
    const { method, url, headers } = request;
    const { pathname } = new URL(url, 'https://softnas');
    if (pathname === '/softnas/login.php' && method === 'POST') {
      // A wrong password is not told here.
      return { status: 302, headers: { ...html, location: '/softnas/storagecenter/', 'set-cookie': `${this.sessions.logIn(new URLSearchParams(request.body))}; path=/; secure; HttpOnly` } };
    }
    if (!this.sessions.isOpen(headers)) return { status: 200, headers: html, body: loginPage };
    if (pathname === '/softnas/logout.php' && method === 'GET') {
      this.sessions.logOut(headers);
      return { status: 302, headers: { ...html, location: '/softnas/login.php' } };
    }
    if (pathname === '/softnas/snserver/snserv.php' && method === 'POST') return { status: 200, headers: html, body: this.#operate(request) };
    return { status: 404, headers: html, body: '<html><body>Not Found</body></html>' };
  }

  /** An object; not a text, which would be sent without quotes. */
  #operate(request: HttpRequest): object {
    try {
      const operands = operandsOf(request);
      const opcode = operands.get('opcode') ?? '';
      const operation = Object.hasOwn(opcodes, opcode) ? opcodes[opcode] : undefined;
      if (operation === undefined) throw new SoftnasFailure(`unknown opcode ${opcode}`);
      const context = { operands, isJson: isJson(request), pool: this.#configuration.pool, style: this.#style, meter: this.#meter };
      if (operation.changes) return changeStorage(this.#identity, (state) => operation.run({ ...context, state }));
      return operation.run({ ...context, state: viewStorage(this.#identity) });
    } catch (error) {
      if (!(error instanceof SoftnasFailure || error instanceof StorageRefusal)) throw error;
      return { success: false, msg: error.message };
    }
  }
}

/** Path and operands of a request, as one reads them in the log of a web server. */
export function describeCall(request: HttpRequest): string {
  const { pathname } = new URL(request.url, 'https://softnas');
  if (pathname !== '/softnas/snserver/snserv.php') return pathname;
  return `${pathname}?${[...operandsOf(request)].map(([key, value]) => `${key}=${value}`).join('&')}`;
}

function operandsOf(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(isJson(request) ? (JSON.parse(request.body) as Record<string, string>) : request.body);
}

function isJson({ body }: HttpRequest): boolean {
  return body.startsWith('{');
}
