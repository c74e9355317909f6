import { execFileSync } from 'node:child_process';

/** Makes a named pipe nobody writes to: who opens it to read, as a file is opened, waits for ever. */
export function makeNamedPipe(path: string): string {
  execFileSync('mkfifo', ['-m', '600', path]);
  return path;
}
