import { blockSize } from '#lab/oracle/blocks.ts';
import { fileStatusLines, OracleError } from '#lab/oracle/oracle-error.ts';

/**
 * Writes to a file of a backup; what the operating system refuses half-way, as a full target does, becomes Oracle's stack.
 * @throws {OracleError} ORA-19502
 */
export function writingTo<Result>(path: string, blocksDone: number, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (error instanceof OracleError || !isSystemError(error)) throw error;
    throw new OracleError(
      `ORA-19502: write error on file "${path}", block number ${blocksDone + 1} (block size=${blockSize})`,
      'ORA-27072: File I/O error',
      ...fileStatusLines(error).slice(1),
    );
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error && 'code' in error;
}
