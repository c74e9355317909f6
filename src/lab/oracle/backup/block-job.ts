import type { LabDatabase } from '../database.ts';

/**
 * Long work on a file, done a few blocks at a time: whoever runs it takes the world lock for each step, so that others work
 * in between and a killed process leaves what Oracle would leave.
 */
export interface BlockJob<Result> {
  readonly totalBlocks: number;
  readonly doneBlocks: number;
  /** Goes on for that many blocks; returns the result once all is done. @throws {OracleError} */
  step(db: LabDatabase, blockCount: number): Result | undefined;
}

/** Runs a job to its end within one step. */
export function runJob<Result>(db: LabDatabase, job: BlockJob<Result>): Result {
  for (;;) {
    const result = job.step(db, job.totalBlocks + 1);
    if (result !== undefined) return result;
  }
}
