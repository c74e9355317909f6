import assert from 'node:assert/strict';
import type { StartTimer } from '#core/start-timer.ts';
import type { RequestFault } from '#lab/storage/request-faults.ts';
import type { PlantedSnapshot } from '#lab/storage/snapshots.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Deed, Given, SystemUnderTest, TroubleKind, Troubles } from './system-under-test.ts';

const faultOf: Readonly<Record<TroubleKind, RequestFault>> = {
  'failing inside': { status: 503 },
  'a reset': { reset: true },
  'an answer cut off': { truncate: true },
  'an answer of a proxy': { nonJson: true },
  silence: { hang: true },
};

/** How a failure must show. */
interface ExpectedFailure {
  /** Name of icb's class, of any of them. */
  readonly as: string | readonly string[];
  readonly exitCode?: number;
  /** What the message must name. */
  readonly naming?: string;
}

/** What a case works on: an open volume, and what its system can do for the test. */
export class Subject implements AsyncDisposable {
  readonly database: string;
  readonly storage: Storage;
  readonly #system: SystemUnderTest;
  readonly #opened: Storage[];

  constructor(system: SystemUnderTest, { database, storage }: { readonly database: string; readonly storage: Storage }) {
    this.#system = system;
    this.database = database;
    this.storage = storage;
    this.#opened = [storage];
  }

  get naming(): '-' | '_' {
    return provided(this.#system.naming);
  }

  get legalNames(): NonNullable<SystemUnderTest['legalNames']> {
    return provided(this.#system.legalNames);
  }

  get halfClones(): readonly (readonly RequestFault[])[] {
    return provided(this.troubles.halfClones);
  }

  get troubles(): Troubles {
    return provided(this.#system.troubles);
  }

  /** Whether time goes on only when a case lets it. */
  get keepsTime(): boolean {
    return this.#system.advance !== undefined;
  }

  get isForeign(): boolean {
    return this.#system.isForeign === true;
  }

  /** Of the snapshots as they are listed. */
  async ids(storage = this.storage): Promise<string[]> {
    return (await storage.listSnapshots()).map(({ id }) => id);
  }

  now(): Date {
    return this.#system.now();
  }

  advance(durationMs: number): void {
    this.#system.advance?.(durationMs);
  }

  /** Another volume, or this one in another way; closed with the case. */
  async open(database: string, given: Given = {}): Promise<Storage> {
    return this.#keep(await this.#system.open(database, given));
  }

  async openUntrusting(): Promise<Storage> {
    return this.#keep(await provided(this.#system.openUntrusting?.(this.database)));
  }

  /** The time of a request is over as soon as a fault strikes it: nobody waits, however slow the machine is. */
  async openImpatient(): Promise<Storage> {
    const running = new Set<() => void>();
    const startTimer: StartTimer = (expire) => {
      running.add(expire);
      return () => void running.delete(expire);
    };
    const storage = await this.open(this.database, { limits: { startTimer } });
    const expireAll = (): void => {
      for (const expire of running) expire();
      void this.troubles.struck().then(expireAll);
    };
    expireAll();
    return storage;
  }

  addVolume(database: string): void {
    provided(this.#system.addVolume)(database);
  }

  write(volume: string, file: string, text: string): void {
    provided(this.#system.write)(volume, file, text);
  }

  read(volume: string, file: string): string {
    return provided(this.#system.read)(volume, file);
  }

  plant(snapshots: readonly PlantedSnapshot[]): void {
    provided(this.#system.plant)(this.database, snapshots);
  }

  /** As many as wanted, or as the system can hold. */
  countUpTo(wanted: number): number {
    return Math.min(wanted, this.#system.mostSnapshots ?? wanted);
  }

  /** Whether so many requests were sent; systems that do not count are believed. */
  expectRequests(before: number, most: number): void {
    const sent = this.requestCount() - before;
    assert.ok(sent <= most, `${sent} requests were sent, at most ${most} are right`);
  }

  requestCount(): number {
    return this.#system.requestCount?.() ?? 0;
  }

  /** Lets requests go wrong: any, or those that do something. */
  trouble(kind: TroubleKind, { deed, ...more }: Pick<RequestFault, 'times' | 'afterEffect'> & { readonly deed?: Deed } = {}): void {
    const own = this.troubles.kinds?.[kind];
    const fault = own === undefined || own === 'none' ? faultOf[kind] : own;
    const requests = deed === undefined ? [{}] : provided(this.troubles.requests[deed]);
    for (const request of requests) this.troubles.add({ ...fault, ...request, ...more });
  }

  /** The failure of what was tried. */
  async failure(attempt: Promise<unknown>, { as, exitCode, naming }: ExpectedFailure): Promise<Error> {
    const names = [as].flat();
    const error = await attempt.then(
      () => assert.fail(`it succeeded, but must fail with ${names.join(' or ')}`),
      (error: unknown) => error,
    );
    assert.ok(error instanceof Error, 'it must fail with an Error');
    if (error instanceof assert.AssertionError) throw error;
    if (this.isForeign) return error;
    assert.ok(names.includes(error.name), `it must fail with ${names.join(' or ')}, not with ${error.name}: ${error.message}`);
    if (naming !== undefined) assert.ok(error.message.includes(naming), `the message must name ${naming}: ${error.message}`);
    if (exitCode !== undefined) assert.equal('exitCode' in error ? error.exitCode : undefined, exitCode);
    return error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const storage of this.#opened.splice(0)) await storage[Symbol.asyncDispose]();
  }

  #keep(storage: Storage): Storage {
    this.#opened.push(storage);
    return storage;
  }
}

/** What a need of the case has promised. */
function provided<T>(value: T | undefined): T {
  assert.ok(value !== undefined, 'the case does not say that it needs this');
  return value;
}
