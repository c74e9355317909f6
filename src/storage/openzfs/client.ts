// zfs as something that can be asked and told: which release it is, what is safe to repeat, its failures in our words.
import type { ScriptAnswer } from '#core/bounded-script.ts';
import type { Clock } from '#core/clock.ts';
import { StorageError } from '../errors.ts';
import { Retries } from '../guarded/retries.ts';
import type { Outcome } from '../volume-driver.ts';
import { failureOf, isBusy, isMissing, noAnswer } from './failures.ts';
import { parseHolds } from './holds.ts';
import { type Dialect, dialectOf, type Listing, listingArguments, parseListing, type Row } from './listing.ts';
import type { ZfsProgram } from './program.ts';

const BUSY_PAUSE_MS = 200;
const BUSY_ATTEMPTS = 10;

export class ZfsClient {
  readonly #program: ZfsProgram;
  readonly #clock: Clock;
  readonly #retries: Retries;
  readonly #host: string | undefined;
  #dialect: Dialect | undefined;

  /** `host` is only for messages. */
  constructor(program: ZfsProgram, { clock, host }: { clock: Clock; host: string | undefined }) {
    this.#program = program;
    this.#clock = clock;
    this.#retries = new Retries(clock);
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

  /** Tags of the holds of each snapshot that has any. One that has vanished since it was listed has none. */
  async holds(snapshots: readonly string[], doing: string, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    const answer = await this.#read(['holds', '-H', ...snapshots], { doing, accept: tellsWhatIsThere }, signal);
    if (answer.exitCode === 0) return parseHolds(answer.output);
    // zfs says of one that it is not there, and nothing of the others.
    const [name, ...others] = snapshots;
    if (name === undefined || others.length === 0) return new Map();
    const each = [];
    for (const one of snapshots) each.push(...(await this.holds([one], doing, signal)));
    return new Map(each);
  }

  /** Changes something, once; 'absent' when what it is about does not exist. @throws {StorageConflictError} when it contradicts what is there */
  async attempt(args: readonly string[], doing: string, signal: AbortSignal): Promise<Outcome> {
    const answer = await this.#run(args, doing, signal);
    if (answer.exitCode === 0) return 'done';
    if (isMissing(answer)) return 'absent';
    throw this.#failure(answer, doing);
  }

  /** {@link attempt} for what zfs calls busy for a moment after it was in use, as zfs-fuse does. */
  async attemptBusy(args: readonly string[], doing: string, signal: AbortSignal): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(args, doing, signal);
      } catch (error) {
        if (!isBusy(error) || attempt === BUSY_ATTEMPTS) throw error;
        await this.#clock.sleep(BUSY_PAUSE_MS, signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.#program.close();
  }

  async #read(args: readonly string[], { doing, accept }: { doing: string; accept: (answer: ScriptAnswer) => boolean }, signal: AbortSignal): Promise<ScriptAnswer> {
    return this.#retries.read(async () => {
      const answer = await this.#run(args, doing, signal);
      if (accept(answer)) return answer;
      throw this.#failure(answer, doing);
    }, signal);
  }

  async #run(args: readonly string[], doing: string, signal: AbortSignal): Promise<ScriptAnswer> {
    const answer = await this.#program.run(args, signal);
    if (answer === 'no answer') throw noAnswer(this.#cannot(doing), this.#program.timeoutMs);
    return answer;
  }

  #failure(answer: ScriptAnswer, doing: string): StorageError {
    return failureOf(answer, this.#cannot(doing), { isRemote: this.#program.isRemote });
  }

  #cannot(doing: string): string {
    return this.#host === undefined ? `cannot ${doing}` : `cannot ${doing}: ${this.#host}`;
  }
}

/** 2 is wrong usage: a zfs that does not know this word yet. */
function tellsVersion({ exitCode }: ScriptAnswer): boolean {
  return exitCode === 0 || exitCode === 2;
}

function tellsWhatIsThere(answer: ScriptAnswer): boolean {
  return answer.exitCode === 0 || isMissing(answer);
}
