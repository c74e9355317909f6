import { IcbError, InterruptedError } from '#core/errors.ts';
import { failuresIn } from '#core/failures-in.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';

/** A failure whose details are in a session log: the operator is told where. */
class RecordedFailure extends IcbError {
  override readonly exitCode: number;
  constructor(failure: IcbError, hints: readonly string[]) {
    super(failure.message, { cause: failure.cause, hint: hints.join('\n  ') });
    this.name = failure.name;
    this.exitCode = failure.exitCode;
  }
}

interface Ending {
  readonly signal: AbortSignal;
  /** What became of all that was set up, for whoever sent a signal. */
  readonly givenBack: string;
}

/**
 * Writes a failure into the session log and returns what to throw instead: the same, with the path of the log. After a
 * signal the signal is the failure, whatever broke on the way out. What broke while another failure was cleared up is only said:
 * the first one decides the exit code.
 */
export function recordFailure(log: SessionLog, error: unknown, { signal, givenBack }: Ending): unknown {
  const [first, ...later] = failuresIn(error);
  const interrupted = signal.aborted && signal.reason instanceof IcbError && !(first instanceof InterruptedError);
  const failure: unknown = interrupted ? signal.reason : first;
  for (const other of later) log.warn(`while clearing up: ${other instanceof Error ? other.message : String(other)}`);
  if (failure instanceof OracleToolError) for (const line of failure.lines) log.error(line);
  log.error(failure instanceof Error ? failure.message : String(failure));
  if (!(failure instanceof IcbError)) return failure;
  const hints = [...(failure instanceof InterruptedError ? [givenBack] : []), ...(failure.hint === undefined ? [] : [failure.hint])];
  for (const hint of hints) log.info(hint);
  return new RecordedFailure(failure, log.filePath === undefined ? hints : [...hints, `session log: ${log.filePath}`]);
}
