// Asking several at once about one database, for so long and no longer. Who fails or does not answer is among the failures, and
// never hides what the others say.
import { IcbError } from '#core/errors.ts';
import { untilAborted } from '#core/until-aborted.ts';
import type { Part, PartFailure } from '#reports/fleet/findings.ts';

const whom: Readonly<Record<Part, string>> = {
  configuration: 'the configuration',
  storage: 'the storage system',
  database: 'the database',
  scheduler: 'the database that schedules the jobs',
  'backup area': 'the backup area',
  'restore tests': 'the folder of restore certificates',
};

/** The time that is over. */
class TimeLimitError extends IcbError {}

export class Asking implements Disposable {
  /** Aborted when the time is over, or the whole report is. */
  readonly signal: AbortSignal;
  readonly #failures: PartFailure[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor({ timeLimitMs, signal }: { readonly timeLimitMs: number; readonly signal: AbortSignal }) {
    const limit = new AbortController();
    this.#timer = setTimeout(() => limit.abort(new TimeLimitError(`no answer within ${timeLimitMs / 1000} s`, { hint: 'reporttimelimit says how long to wait' })), timeLimitMs);
    this.signal = AbortSignal.any([signal, limit.signal]);
  }

  /** Never rejects. */
  async ask<Answer>(part: Part, answer: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await untilAborted(this.signal, answer);
    } catch (error) {
      const failure: unknown = this.signal.aborted ? this.signal.reason : error;
      if (!(failure instanceof IcbError)) {
        // A defect met at one database is no reason to keep the others from a DBA.
        this.#failures.push({ part, message: `${whom[part]}: internal error, please report it: ${failure instanceof Error ? failure.message : String(failure)}`, hint: undefined });
        return undefined;
      }
      const { message, hint } = failure;
      this.#failures.push({ part, message: failure instanceof TimeLimitError ? `${whom[part]} gave ${message}` : message, hint });
      return undefined;
    }
  }

  /** A database that is away is so for its jobs as well, and said once. */
  get failures(): readonly PartFailure[] {
    const isAway = this.#failures.some(({ part }) => part === 'database');
    return this.#failures.filter(({ part }) => part !== 'scheduler' || !isAway);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
