import { getSystemErrorMessage } from 'node:util';

/** The errno name (`ENOSPC`) of a failed system call, `undefined` for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  return isSystemError(error) ? error.code : undefined;
}

/** What went wrong in the system's own words (`no space left on device`), for the end of a sentence. */
export function systemErrorText(error: unknown): string {
  if (isSystemError(error) && error.errno !== undefined) return getSystemErrorMessage(error.errno);
  return error instanceof Error ? error.message : String(error);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
