import { IcbError } from '#core/errors.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { OracleToolError } from '#oracle/tool-error.ts';

/** A failure whose details are in a session log: the operator is told where. */
class RecordedFailure extends IcbError {
  override readonly exitCode: number;
  constructor(failure: IcbError, logPath: string | undefined) {
    const log = logPath === undefined ? [] : [`session log: ${logPath}`];
    super(failure.message, { cause: failure.cause, hint: [failure.hint, ...log].filter((part) => part !== undefined).join('\n  ') });
    this.name = failure.name;
    this.exitCode = failure.exitCode;
  }
}

/**
 * Writes a failure into the session log and returns what to throw instead: the same, with the path of the log. After a
 * signal the signal is the failure, whatever broke on the way out.
 */
export function recordFailure(log: SessionLog, error: unknown, signal: AbortSignal): unknown {
  const failure: unknown = signal.aborted && signal.reason instanceof IcbError ? signal.reason : error;
  if (failure instanceof OracleToolError) for (const line of failure.lines) log.error(line);
  log.error(failure instanceof Error ? failure.message : String(failure));
  if (!(failure instanceof IcbError)) return failure;
  if (failure.hint !== undefined) log.info(failure.hint);
  return new RecordedFailure(failure, log.filePath);
}
