/** A failure of the simulated database. `lines` is the error stack as Oracle prints it, outermost first. */
export class OracleError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'OracleError';
    this.lines = lines;
  }
}

/** ORA-01110: which datafile is meant. */
export function datafileLine(file: { readonly file: number; readonly name: string }): string {
  return `ORA-01110: data file ${file.file}: '${file.name}'`;
}

/** Oracle's lines about a file that cannot be found or opened. */
export function fileStatusLines(error: unknown): readonly string[] {
  return ['ORA-27037: unable to obtain file status', operatingSystemLine(error)];
}

/** Oracle's lines about a file that cannot be made. */
export function fileCreationLines(error: unknown): readonly string[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return ['ORA-27072: File I/O error', operatingSystemLine(error)];
  if (code === 'EEXIST') return ['ORA-27038: created file already exists', 'Additional information: 1'];
  return ['ORA-27040: file create error, unable to create file', operatingSystemLine(error)];
}

/** The operating system's answer to a failed file operation, in Oracle's words. */
function operatingSystemLine(error: unknown): string {
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
