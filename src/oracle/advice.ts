import type { OracleFailure } from './programs/error-stack.ts';
import { knownErrors, systemErrors } from './known-errors.ts';

/** One line of advice: on the operating system's error in the stack, else on the innermost code we know. */
export function adviceFor({ codes, lines }: OracleFailure): string | undefined {
  const errno = lines.map((line) => /^Linux\S* Error: (\d+):/.exec(line)?.[1]).findLast((number) => number !== undefined);
  if (errno !== undefined && Object.hasOwn(systemErrors, errno)) return systemErrors[errno];
  const code = codes.findLast((candidate) => Object.hasOwn(knownErrors, candidate));
  return code === undefined ? undefined : knownErrors[code]?.advice;
}
