// zfs as something that can be asked and told: which release it is, what is safe to repeat, its failures in our words.
import type { ScriptAnswer } from '#core/bounded-script.ts';
import type { Clock } from '#core/clock.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import { type Failure, failureOf, isBusy, isMissing, noAnswer } from './failures.ts';
import { type Dialect, dialectOf, type Listing, listingArguments, parseListing, type Row } from './listing.ts';
import type { ZfsProgram } from './program.ts';

export interface ZfsChange {
  readonly args: readonly string[];
  /** Completes "cannot ...", with the name of the dataset. */
  readonly doing: string;
  /** Looks whether the change has happened; asked after a failure that does not tell. */
  readonly happened: (signal: AbortSignal) => Promise<boolean>;
}

const ATTEMPTS = 4;
/** What runs into the time limit is not asked as often as a connection that breaks off. */
const ATTEMPTS_WHEN_LATE = 2;
const FIRST_PAUSE_MS = 1000;
const BUSY_PAUSE_MS = 200;
const BUSY_ATTEMPTS = 10;

/** What happened to one call, when it was no success. */
interface Trouble extends Failure {
  readonly isLate: boolean;
}

export class ZfsClient {
  readonly #program: ZfsProgram;
  readonly #clock: Clock;
  readonly #host: string | undefined;
  #dialect: Dialect | undefined;

  /** `host` is only for messages. */
  constructor(program: ZfsProgram, { clock, host }: { clock: Clock; host: string | undefined }) {
    this.#program = program;
    this.#clock = clock;
    this.#host = host;
  }

  /** The release decides how lists are asked for; asked once. */
  async dialect(doing: string, signal: AbortSignal): Promise<Dialect> {
    this.#dialect ??= dialectOf(await this.#read(['version'], { doing, accept: tellsVersion }, signal));
    return this.#dialect;
  }

  /** Rows of a list, in zfs's order; undefined when the dataset is not there. */
  async list(listing: Listing, doing: string, signal: AbortSignal): Promise<Row[] | undefined> {
    const dialect = await this.dialect(doing, signal);
    const answer = await this.#read(listingArguments(dialect, listing), { doing, accept: tellsWhatIsThere }, signal);
    if (answer.exitCode !== 0) return undefined;
    try {
      return parseListing(dialect, listing, answer.output);
    } catch (error) {
      throw error instanceof StorageError ? new StorageError(`${this.#cannot(doing)}: ${error.message}`, { cause: error }) : error;
    }
  }

  /**
   * Changes something; 'missing' when what it is about does not exist. After a failure that leaves open whether it happened it
   * looks first, and repeats only what did not happen.
   * @throws {StorageConflictError} when it contradicts what is there, unless an earlier attempt of ours turns out to have done it
   */
  async change(change: ZfsChange, signal: AbortSignal): Promise<'done' | 'missing'> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(change.args, change.doing, signal);
      if ('exitCode' in answer && answer.exitCode === 0) return 'done';
      if ('exitCode' in answer && isMissing(answer)) return attempt > 1 && (await change.happened(signal)) ? 'done' : 'missing';
      const trouble = 'error' in answer ? answer : this.#trouble(answer, change.doing);
      const mayBeOurs = attempt > 1 && trouble.error instanceof StorageConflictError;
      if (!mayBeOurs && !trouble.isUnclear) throw trouble.error;
      if (await this.#hasHappened(change, trouble.error, signal)) return 'done';
      if (!isWorthRepeating(trouble, attempt)) throw trouble.error;
      await this.#pause(attempt, signal);
    }
  }

  /** {@link change} for what zfs calls busy for a moment after it was in use, as zfs-fuse does. */
  async changeBusy(change: ZfsChange, signal: AbortSignal): Promise<'done' | 'missing'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.change(change, signal);
      } catch (error) {
        if (!isBusy(error) || attempt === BUSY_ATTEMPTS) throw error;
        await this.#clock.sleep(BUSY_PAUSE_MS, signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.#program.close();
  }

  async #read(
    args: readonly string[],
    { doing, accept }: { doing: string; accept: (answer: ScriptAnswer) => boolean },
    signal: AbortSignal,
  ): Promise<ScriptAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(args, doing, signal);
      if ('exitCode' in answer && accept(answer)) return answer;
      const trouble = 'error' in answer ? answer : this.#trouble(answer, doing);
      if (!isWorthRepeating(trouble, attempt)) throw trouble.error;
      await this.#pause(attempt, signal);
    }
  }

  async #try(args: readonly string[], doing: string, signal: AbortSignal): Promise<ScriptAnswer | Trouble> {
    const answer = await this.#program.run(args, signal);
    if (answer !== 'no answer') return answer;
    return { error: noAnswer(this.#cannot(doing), this.#program.timeoutMs), isUnclear: true, isLate: true };
  }

  #trouble(answer: ScriptAnswer, doing: string): Trouble {
    return { ...failureOf(answer, this.#cannot(doing), { isRemote: this.#program.isRemote }), isLate: false };
  }

  #cannot(doing: string): string {
    return this.#host === undefined ? `cannot ${doing}` : `cannot ${doing}: ${this.#host}`;
  }

  // The look must not hide the failure that made it necessary.
  async #hasHappened({ happened }: ZfsChange, failure: StorageError, signal: AbortSignal): Promise<boolean> {
    try {
      return await happened(signal);
    } catch (error) {
      throw new StorageError(`${failure.message}; whether it happened all the same could not be found out`, {
        cause: new AggregateError([failure, error]),
        hint: 'look there once it answers again',
      });
    }
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
  }
}

function isWorthRepeating({ isUnclear, isLate }: Trouble, attempt: number): boolean {
  return isUnclear && attempt < (isLate ? ATTEMPTS_WHEN_LATE : ATTEMPTS);
}

/** 2 is wrong usage: a zfs that does not know this word yet. */
function tellsVersion({ exitCode }: ScriptAnswer): boolean {
  return exitCode === 0 || exitCode === 2;
}

function tellsWhatIsThere(answer: ScriptAnswer): boolean {
  return answer.exitCode === 0 || isMissing(answer);
}
