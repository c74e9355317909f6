import { knownErrors } from './known-errors.ts';

/** One line of advice on an error stack (codes outermost first): that of the innermost code we know. */
export function adviceFor(codes: readonly string[]): string | undefined {
  const code = codes.findLast((candidate) => Object.hasOwn(knownErrors, candidate));
  return code === undefined ? undefined : knownErrors[code]?.advice;
}
