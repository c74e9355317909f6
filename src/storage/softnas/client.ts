// The operations behind the appliance's web interface: a session for each step, pages, and what is safe to repeat.
import type { Clock } from '#core/clock.ts';
import { type StorageError, StorageLoginError } from '../errors.ts';
import { type Json, parseJson } from '../json.ts';
import { Retries } from '../guarded/retries.ts';
import { incomplete, noSession, refusedOperation, refusedStatus, saysAbsent } from './failures.ts';
import { type Answer, parseAnswer } from './responses.ts';
import { type Gate, logIn, type Session } from './session.ts';

export interface SoftnasCall {
  readonly opcode: string;
  readonly operands: Readonly<Record<string, string>>;
  /** Completes "cannot ...", with the name of the volume. */
  readonly doing: string;
}

const PAGE_RECORDS = 10_000;

export class SoftnasClient {
  readonly #gate: Gate;
  readonly #retries: Retries;

  constructor(gate: Gate, clock: Clock) {
    this.#gate = gate;
    this.#retries = new Retries(clock);
  }

  /** All records of a list, from all its pages; undefined when what they belong to is not there. */
  async list(call: SoftnasCall, signal: AbortSignal): Promise<readonly Json[] | undefined> {
    return this.#retries.read(() => this.#list(call, signal), signal);
  }

  /** Changes something, once; returns what the appliance says of it, undefined when what it is about is not there. */
  async attempt(call: SoftnasCall, signal: AbortSignal): Promise<string | undefined> {
    await using session = await logIn(this.#gate, call.doing, signal);
    try {
      return (await this.#operate(call, session, signal))?.said;
    } catch (error) {
      // A page may take the place of the answer after the work was done.
      throw error instanceof StorageLoginError ? incomplete(error.message) : error;
    }
  }

  async close(): Promise<void> {
    await this.#gate.connection.close();
  }

  /** Whether a list takes `start` and `limit` seriously is not known: one that goes on without anything new has no end. */
  async #list(call: SoftnasCall, signal: AbortSignal): Promise<readonly Json[] | undefined> {
    await using session = await logIn(this.#gate, call.doing, signal);
    const records = new Map<string, Json>();
    for (let start = 0; ; ) {
      const operands = { ...call.operands, start: String(start), limit: String(PAGE_RECORDS) };
      const answer = await this.#operate({ ...call, operands }, session, signal);
      if (answer === undefined) return undefined;
      const known = records.size;
      for (const record of answer.records) records.set(JSON.stringify(record), record);
      start += answer.records.length;
      const isLast = answer.total === undefined ? answer.records.length < PAGE_RECORDS : start >= answer.total;
      if (isLast) return [...records.values()];
      if (records.size === known) throw incomplete(`cannot ${call.doing}: ${this.#gate.host} tells of ${answer.total ?? 'more'} records and lists ${known}`);
    }
  }

  async #operate({ opcode, operands, doing }: SoftnasCall, session: Session, signal: AbortSignal): Promise<Answer | undefined> {
    const { host } = this.#gate;
    const { status, text } = await session.send({ method: 'POST', path: '/softnas/snserver/snserv.php', form: { opcode, ...operands }, doing }, signal);
    const answer = parseAnswer(parseJson(text));
    const said = session.quoted(answer?.said ?? text);
    if (status >= 400) throw refusedStatus(status, `cannot ${doing}: ${host} answered ${status}${said}`);
    if (answer === undefined) throw this.#notAnAnswer(doing, status, text);
    if (answer.success) return answer;
    if (saysAbsent(answer.said)) return undefined;
    throw refusedOperation(answer.said, `cannot ${doing}: ${host} refused it${said}`);
  }

  #notAnAnswer(doing: string, status: number, text: string): StorageError {
    const isCutOff = status < 300 && !text.trimStart().startsWith('<') && parseJson(text) === undefined;
    if (isCutOff) return incomplete(`cannot ${doing}: ${this.#gate.host} answered with something that is not complete JSON`);
    return noSession(`cannot ${doing}: ${this.#gate.host} answered as it does to who is not logged in`);
  }
}
