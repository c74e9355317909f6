// What is safe to repeat on a storage system that fails inside, answers nonsense or does not answer: reads always, changes
// only after a look showed that they did not happen.
import type { Clock } from '#core/clock.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageUnreachableError } from '../errors.ts';

const ATTEMPTS = 4;
/** A system that lets a request run into the time limit is not asked as often as one that answers "busy". */
const ATTEMPTS_WHEN_LATE = 2;
const FIRST_PAUSE_MS = 1000;

/** Looks whether a change has happened; asked after a failure that does not tell. */
export type Look = (signal: AbortSignal) => Promise<boolean>;

export class Retries {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks again while the system is busy or the connection breaks off. */
  async read<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (!isWorthRepeating(error, attempt)) throw error;
        await this.#pause(attempt, signal);
      }
    }
  }

  /**
   * Changes something; 'found' when the answer was lost but the change had happened. After a failure that leaves this open it
   * looks first and repeats only what did not happen.
   * @throws {StorageConflictError} unless an earlier attempt of ours turns out to have done it
   */
  async change<T>({ send, happened }: { send: () => Promise<T>; happened: Look }, signal: AbortSignal): Promise<T | 'found'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const mayBeOurs = attempt > 1 && error instanceof StorageConflictError;
        if (!mayBeOurs && !isUnclear(error)) throw error;
        if (await hasHappened(happened, error, signal)) return 'found';
        if (!isWorthRepeating(error, attempt)) throw error;
        await this.#pause(attempt, signal);
      }
    }
  }

  /** Looks a few times, with pauses, until something can be found; undefined when it cannot. */
  async appears<T>(find: (signal: AbortSignal) => Promise<T | undefined>, signal: AbortSignal): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await find(signal);
      if (found !== undefined || attempt === ATTEMPTS) return found;
      await this.#pause(attempt, signal);
    }
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
  }
}

// The look must not hide the failure that made it necessary.
async function hasHappened(happened: Look, failure: unknown, signal: AbortSignal): Promise<boolean> {
  try {
    return await happened(signal);
  } catch (error) {
    const said = failure instanceof Error ? failure.message : String(failure);
    throw new StorageError(`${said}; whether it happened all the same could not be found out`, {
      cause: new AggregateError([failure, error]),
      hint: 'look at the storage system once it answers again',
    });
  }
}

function isUnclear(error: unknown): boolean {
  // Without a connection nothing has happened, and nothing will: the host is wrong or down.
  return error instanceof StorageFaultError || (error instanceof StorageUnreachableError && error.kind !== 'no connection');
}

function isWorthRepeating(error: unknown, attempt: number): boolean {
  const isLate = error instanceof StorageUnreachableError && error.kind === 'late';
  return isUnclear(error) && attempt < (isLate ? ATTEMPTS_WHEN_LATE : ATTEMPTS);
}
