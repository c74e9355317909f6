import { InterruptedError } from '#core/errors.ts';
import type { TestPhase } from '#reports/restore-test-result.ts';
import type { RestoreRun } from './restore-request.ts';

/**
 * Runs the steps of a restore one after the other: announces each and notes how long it took. The one that is told of a step
 * knows, when something fails, in which.
 */
export class RestoreSteps {
  readonly #run: Pick<RestoreRun, 'log' | 'clock' | 'signal'>;
  readonly #onStep: ((step: string) => void) | undefined;
  readonly #phases: TestPhase[] = [];

  constructor(run: Pick<RestoreRun, 'log' | 'clock' | 'signal'>, onStep?: (step: string) => void) {
    this.#run = run;
    this.#onStep = onStep;
  }

  /** What ran so far, a step that failed included. */
  get phases(): readonly TestPhase[] {
    return this.#phases;
  }

  async run<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const { log, clock, signal } = this.#run;
    signal.throwIfAborted();
    const started = clock.now();
    log.info(name);
    this.#onStep?.(name);
    try {
      return await work();
    } catch (error) {
      if (signal.aborted && signal.reason instanceof InterruptedError) throw signal.reason;
      throw error;
    } finally {
      this.#phases.push({ name, seconds: Math.max(0, clock.now().diff(started).toMillis() / 1000) });
    }
  }
}
