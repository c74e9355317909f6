// The two ways into a filer. Releases before 9.6 have no REST API; ZAPI was taken away from late ones.
import type { HttpRequest, Reply } from '../storage/reply.ts';
import type { RequestFault } from '../storage/request-faults.ts';
import type { StorageIdentity } from '../storage/storage-state.ts';
import type { FilerConfiguration } from './create-filer.ts';
import { faultBody } from './filer-fault.ts';
import type { FilerStyle } from './filer-style.ts';
import { FrontDoor } from './front-door.ts';
import { calledApi, Servlet, servletPath } from './zapi/servlet.ts';
import { failedAnswer } from './zapi/write-answer.ts';

export class FilerApis {
  readonly #apis: FilerStyle['apis'];
  readonly #rest: FrontDoor;
  readonly #zapi: Servlet;

  constructor(identity: StorageIdentity, configuration: FilerConfiguration, style: FilerStyle) {
    this.#apis = style.apis;
    this.#rest = new FrontDoor(identity, configuration, style);
    this.#zapi = new Servlet(identity, configuration, style);
  }

  answer(request: HttpRequest): Reply {
    if (isZapi(request)) return this.#apis === 'rest' ? notFound : this.#zapi.answer(request);
    return this.#apis === 'zapi' ? notFound : this.#rest.answer(request);
  }

  /** The calls of ZAPI have one path: faults and tests tell them by their names behind it. */
  pathOf(request: HttpRequest): string {
    return isZapi(request) ? `${request.url}#${calledApi(request)}` : decodeURI(request.url);
  }

  /** ZAPI says everything with status 200. */
  failureBody(status: number, { code, message = 'internal error' }: NonNullable<RequestFault['fault']> = {}): object | string {
    return status === 200 ? failedAnswer({ errno: code ?? 13_001, message }, 0) : faultBody({ code: code ?? 8, message });
  }
}

const notFound: Reply = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=iso-8859-1' },
  body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n</body></html>\n',
};

function isZapi({ url }: HttpRequest): boolean {
  return url === servletPath;
}
