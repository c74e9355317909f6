import { InterruptedError } from '#core/errors.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { TestFailure } from '#reports/restore-test-result.ts';

/** What a certificate says of failures, the first of which ended the test. @param step the step that was under way */
export function describeFailure(errors: readonly unknown[], step: string): TestFailure | undefined {
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  return {
    step: first instanceof InterruptedError ? `${step} (interrupted)` : step,
    message: [first, ...others].map(messageOf).join('; while clearing up: '),
    errorStack: toolErrorIn(first)?.lines ?? [],
  };
}

/** What an Oracle tool said, where that is what it all came from. */
function toolErrorIn(error: unknown): OracleToolError | undefined {
  if (error instanceof OracleToolError) return error;
  return error instanceof Error && error.cause !== undefined ? toolErrorIn(error.cause) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
