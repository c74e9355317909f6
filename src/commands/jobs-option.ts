import { UsageError } from '#core/errors.ts';

/** Of `--jobs`, as it was typed: how many databases at once. @throws {UsageError} */
export function readJobs(text: string): number {
  if (/^[1-9]\d{0,3}$/u.test(text)) return Number(text);
  throw new UsageError(`--jobs must be a whole number of databases at once, 1 or more, not ${JSON.stringify(text)}`);
}
