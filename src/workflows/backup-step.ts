import type { BackupRun } from './backup-run.ts';

/** A numbered step of a backup, as the operator sees it. */
export interface Step {
  readonly number: number;
  readonly title: string;
  /** What a failure of this step means for the image copy: every failed run says so. */
  readonly imageCopyAfterFailure: string | (() => Promise<string>);
}

const stepCount = 10;

/** Runs one step: a line on screen, and when it fails a second one about the image copy. */
export async function runStep<Result>(run: BackupRun, step: Step, work: () => Promise<Result>): Promise<Result> {
  run.signal.throwIfAborted();
  announce(run, step);
  try {
    return await work();
  } catch (error) {
    const { imageCopyAfterFailure: meaning } = step;
    // After a signal nothing more is asked of the database: the operator wants it to end.
    if (!run.signal.aborted) run.log.warn(typeof meaning === 'string' ? meaning : await meaning());
    throw error;
  }
}

/** Runs a step whose failure does not spoil the backup, which is done by then: the failure becomes a warning. */
export async function runLenientStep<Result>(
  run: BackupRun,
  step: Omit<Step, 'imageCopyAfterFailure'>,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  run.signal.throwIfAborted();
  announce(run, step);
  try {
    return await work();
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn(`${step.title} failed, the backup itself is done: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function announce(run: BackupRun, { number, title }: Omit<Step, 'imageCopyAfterFailure'>): void {
  run.log.info(`step ${number} of ${stepCount}: ${title}`);
}
