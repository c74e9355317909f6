/** A failure of the simulated database. `lines` is the error stack as Oracle prints it, outermost first. */
export class OracleError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'OracleError';
    this.lines = lines;
  }
}

/** Oracle's last line about a failed file operation, from the operating system's answer. */
export function operatingSystemLine(error: unknown): string {
  const { errno = 0, code = '' } = error as NodeJS.ErrnoException;
  return `Linux-x86_64 Error: ${Math.abs(errno)}: ${descriptions[code] ?? code}`;
}

const descriptions: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EIO: 'Input/output error',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  ESTALE: 'Stale file handle',
  EDQUOT: 'Disk quota exceeded',
};
