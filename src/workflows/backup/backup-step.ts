import { InterruptedError } from '#core/errors.ts';
import type { BackupRun } from './backup-run.ts';

/** A numbered step of a backup, as the operator sees it. */
export interface Step {
  readonly number: number;
  readonly title: string;
  /** What a failure of this step means for the image copy: every failed run says so. */
  readonly imageCopyAfterFailure: string | (() => Promise<string>);
  /** The same after a signal, when nothing more is asked of the database; absent where the above is known without asking. */
  readonly imageCopyAfterSignal?: string;
}

/** The image copy, as far as it is known without asking the database. */
export const imageCopyIs = {
  untouched: 'the image copy is as the previous run left it',
  refreshed: 'the image copy itself has been refreshed',
  cutShort: 'the refresh of the image copy was cut short: the next run completes it; the snapshots are not affected',
} as const;

const stepCount = 10;

/** Runs one step: a line on screen, and when it fails a second one about the image copy. */
export async function runStep<Result>(run: BackupRun, step: Step, work: () => Promise<Result>): Promise<Result> {
  const { imageCopyAfterFailure: meaning, imageCopyAfterSignal = typeof meaning === 'string' ? meaning : '' } = step;
  return interruptible(run, imageCopyAfterSignal, async () => {
    announce(run, step);
    try {
      return await work();
    } catch (error) {
      if (!run.signal.aborted) run.log.warn(typeof meaning === 'string' ? meaning : await meaning());
      throw error;
    }
  });
}

/** Runs a part of a backup; when a signal ends it, the operator is told what that means for the image copy. */
export async function interruptible<Result>({ signal }: BackupRun, meaning: string, work: () => Promise<Result>): Promise<Result> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal.aborted && signal.reason instanceof InterruptedError) throw signal.reason.withMeaning(meaning);
    throw error;
  }
}

/** Runs a step whose failure does not spoil the backup, which is done by then: the failure becomes a warning. */
export async function runLenientStep<Result>(
  run: BackupRun,
  step: Omit<Step, 'imageCopyAfterFailure'>,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  return interruptible(run, imageCopyIs.refreshed, async () => {
    announce(run, step);
    try {
      return await work();
    } catch (error) {
      if (run.signal.aborted) throw error;
      run.log.warn(`${step.title} failed, the backup itself is done: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  });
}

function announce(run: BackupRun, { number, title }: Omit<Step, 'imageCopyAfterFailure'>): void {
  run.log.info(`step ${number} of ${stepCount}: ${title}`);
}
