// The REST service of an array: several controllers, lists in pages, and refusals inside answers that HTTP calls a success.
import type { Clock } from '#core/clock.ts';
import { StorageFaultError, StorageLoginError } from '../errors.ts';
import { HttpsFailure } from '#core/https/failure.ts';
import type { Json } from '../json.ts';
import { Retries } from '../guarded/retries.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { Outcome } from '../volume-driver.ts';
import type { ArrayRequest, Controller } from './controller.ts';
import { isSuccess, noAnswerOf, refusal, saysAbsent } from './failures.ts';
import { type Answer, idOf, inContext, parseCount, parseRows } from './responses.ts';

export interface ObjectList {
  /** Kind of object: `filesystem`. */
  readonly object: string;
  /** Field and value, compared exactly; the array may give more all the same. */
  readonly filter?: readonly [field: string, value: string];
  readonly query?: Readonly<Record<string, string>>;
  /** Completes "cannot ...", with the name of the volume. */
  readonly doing: string;
}

export interface ObjectChange {
  readonly method: 'POST' | 'DELETE';
  readonly object: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly doing: string;
}

/** What arrays give without being asked for a range, and what drivers of others ask for at a time. */
const PAGE_ROWS = 100;
const PASSES = 3;
const LOGOUT_LIMIT_MS = 10_000;

export class DoradoClient {
  readonly #controllers: readonly Controller[];
  readonly #retries: Retries;
  readonly #log: SnapHandlerContext['log'];
  /** Which of the controllers is asked. */
  #turn = 0;
  #loginRefusal: StorageLoginError | undefined;

  constructor(controllers: readonly Controller[], { clock, log }: { readonly clock: Clock; readonly log: SnapHandlerContext['log'] }) {
    this.#controllers = controllers;
    this.#retries = new Retries(clock);
    this.#log = log;
  }

  /** All objects of a list, from all its pages; none when what they belong to is not there. */
  async list<T>(list: ObjectList, parse: (row: Json) => T, signal: AbortSignal): Promise<T[]> {
    for (let pass = 1; pass <= PASSES; pass += 1) {
      const rows = await this.#pages(list, signal);
      if (rows !== undefined) return rows.map((row) => inContext(list.doing, () => parse(row)));
    }
    throw new StorageFaultError(`cannot ${list.doing}: the list of ${list.object} objects was incomplete ${PASSES} times`, { hint: 'run again when nobody changes them' });
  }

  /** Makes or deletes something, once. @throws {StorageConflictError} when a name is taken */
  async attempt({ method, object, id, query = {}, body, doing }: ObjectChange, signal: AbortSignal): Promise<Outcome> {
    const path = pathOf(id === undefined ? [object] : [object, id], query);
    return (await this.#send({ method, path, doing, ...(body === undefined ? {} : { body }) }, signal)) === undefined ? 'absent' : 'done';
  }

  /** Logs out, which is never worth a failure. */
  async close(): Promise<void> {
    for (const controller of this.#controllers) {
      try {
        await withinLimit({ limitMs: LOGOUT_LIMIT_MS, doing: `log out of ${controller.host}` }, undefined, (signal) => controller.logOut(signal));
      } catch (error) {
        this.#log.debug(`the session with ${controller.host} was not given back: ${error instanceof Error ? error.message : String(error)}`);
      }
      await controller.close();
    }
  }

  /** Undefined when the list changed while it was read, so that something is missing. A row may then also come twice. */
  async #pages(list: ObjectList, signal: AbortSignal): Promise<Json[] | undefined> {
    const rows = new Map<string, Json>();
    let expected = 0;
    for (let start = 0; start === 0 || start < expected; start += PAGE_ROWS) {
      const page = await this.#read(list, [list.object], { range: `[${start}-${start + PAGE_ROWS}]` }, parseRows, signal);
      for (const row of page ?? []) rows.set(inContext(list.doing, () => idOf(row)), row);
      if (start > 0 && (page?.length ?? 0) === 0) return undefined;
      if (start > 0) continue;
      if ((page?.length ?? 0) < PAGE_ROWS) return [...rows.values()];
      expected = (await this.#read(list, [list.object, 'count'], {}, parseCount, signal)) ?? 0;
    }
    return rows.size < expected ? undefined : [...rows.values()];
  }

  /** Undefined when what is asked for is not there. */
  async #read<T>({ filter, query, doing }: ObjectList, path: readonly string[], further: Readonly<Record<string, string>>, parse: (data: unknown) => T, signal: AbortSignal): Promise<T | undefined> {
    const condition = filter === undefined ? {} : { filter: filter.join('::') };
    const request = { method: 'GET', path: pathOf(path, { ...query, ...condition, ...further }), doing } as const;
    return this.#retries.read(async () => {
      const answer = await this.#send(request, signal);
      return answer === undefined ? undefined : inContext(doing, () => parse(answer.data));
    }, signal);
  }

  /** Undefined when what the request is about is not there. */
  async #send(request: ArrayRequest, signal: AbortSignal): Promise<Answer | undefined> {
    const { doing, method } = request;
    const { answer, controller } = await this.#ask(request, signal);
    if (isSuccess(answer)) return answer;
    if (saysAbsent(answer)) return undefined;
    throw refusal(answer, method, `cannot ${doing}: ${controller.host} refused it${controller.quote(answer)}`);
  }

  /** Asks the next controller when one cannot be reached. One that did not answer in full is not asked first again. */
  async #ask(request: ArrayRequest, signal: AbortSignal): Promise<{ readonly answer: Answer; readonly controller: Controller }> {
    const { doing } = request;
    if (this.#loginRefusal !== undefined) {
      const { hint } = this.#loginRefusal;
      throw new StorageLoginError(`cannot ${doing}: the login was refused before, and another try could lock the user`, { cause: this.#loginRefusal, ...(hint === undefined ? {} : { hint }) });
    }
    for (let tried = 1; ; tried += 1) {
      const controller = this.#current;
      try {
        return { answer: await controller.send(request, signal), controller };
      } catch (error) {
        if (error instanceof StorageLoginError) this.#loginRefusal = error;
        if (!(error instanceof HttpsFailure)) throw error;
        if (error.kind !== 'certificate') this.#turn += 1;
        if (error.kind !== 'unreachable') throw noAnswerOf(error, `cannot ${doing}: ${controller.host}`);
        if (tried === this.#controllers.length) throw noAnswerOf(error, `cannot ${doing}: ${this.#controllers.map(({ host }) => host).join(' and ')}`);
      }
    }
  }

  get #current(): Controller {
    const controller = this.#controllers[this.#turn % this.#controllers.length];
    if (controller === undefined) throw new Error('an array without a controller');
    return controller;
  }
}

/** Names in it have no characters that would have to be quoted once more inside a filter. */
function pathOf(parts: readonly string[], query: Readonly<Record<string, string>>): string {
  const parameters = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%3A', ':')}`);
  return `${parts.map(encodeURIComponent).join('/')}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}
