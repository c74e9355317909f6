// Creating, changing and deleting as a whole: done only when a look at the system confirms it, whatever the answer said.
import type { Clock } from '#core/clock.ts';
import { StorageError } from '../errors.ts';
import { Retries } from './retries.ts';
import type { Outcome } from '../volume-driver.ts';

type Find<T> = (signal: AbortSignal) => Promise<T | undefined>;

export interface Step<T> {
  /** Completes "cannot ...". */
  readonly doing: string;
  /** Makes the change once. */
  readonly attempt: (signal: AbortSignal) => Promise<Outcome>;
  readonly find: Find<T>;
}

export class ConfirmedChanges {
  readonly #retries: Retries;
  readonly #system: string;

  /** `system` is only for messages. */
  constructor(clock: Clock, system: string) {
    this.#retries = new Retries(clock);
    this.#system = system;
  }

  /**
   * Creates something and returns it once it can be read; undefined when what it belongs to does not exist. It must not have
   * been there before: what `find` finds afterwards counts as ours.
   * @throws {StorageConflictError} when somebody else took the name
   */
  async create<T>({ doing, attempt, find }: Step<T>, signal: AbortSignal): Promise<T | undefined> {
    const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) !== undefined;
    if ((await this.#retries.change({ send: () => attempt(signal), happened }, signal)) === 'absent') return undefined;
    const created = await this.#retries.appears(find, signal);
    if (created !== undefined) return created;
    throw new StorageError(`cannot ${doing}: ${this.#system} accepted it, but it does not appear`);
  }

  /** Changes something that is there until it is as `isDone` wants it; returns it, or undefined when it has vanished. */
  async change<T>({ doing, attempt, find, isDone }: Step<T> & { readonly isDone: (found: T) => boolean }, signal: AbortSignal): Promise<T | undefined> {
    const happened = async (signal: AbortSignal): Promise<boolean> => {
      const found = await find(signal);
      return found === undefined || isDone(found);
    };
    if ((await this.#retries.change({ send: () => attempt(signal), happened }, signal)) === 'absent') return undefined;
    if (await this.#isSoon(happened, signal)) return find(signal);
    throw new StorageError(`cannot ${doing}: ${this.#system} accepted it, but nothing has changed`);
  }

  /** Deletes something; what is absent counts as deleted, once a look finds nothing either. */
  async remove({ doing, attempt, find }: Step<unknown>, signal: AbortSignal): Promise<void> {
    const happened = async (signal: AbortSignal): Promise<boolean> => (await find(signal)) === undefined;
    const outcome = await this.#retries.change({ send: () => attempt(signal), happened }, signal);
    if (outcome === 'found' || (await this.#isSoon(happened, signal))) return;
    throw new StorageError(`cannot ${doing}: ${this.#system} ${outcome === 'absent' ? 'says that it is not there, and lists it' : 'accepted it, but it is still there'}`);
  }

  /** Looks a few times, with pauses, until something can be found; undefined when it cannot. */
  async appears<T>(find: Find<T>, signal: AbortSignal): Promise<T | undefined> {
    return this.#retries.appears(find, signal);
  }

  async #isSoon(happened: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
    return (await this.#retries.appears(async (signal) => ((await happened(signal)) ? true : undefined), signal)) === true;
  }
}
