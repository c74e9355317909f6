import { InterruptedError } from '#core/errors.ts';
import { OracleToolError } from '#oracle/tool-error.ts';
import type { TestFailure } from '#reports/restore-test-result.ts';

/** What a certificate says of failures, the first of which ended the test. @param step the step that was under way */
export function describeFailure(errors: readonly unknown[], step: string): TestFailure | undefined {
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  return {
    step: first instanceof InterruptedError ? `${step} (interrupted)` : step,
    message: [first, ...others].map(messageOf).join('; while clearing up: '),
    errorStack: first instanceof OracleToolError ? first.lines : [],
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
