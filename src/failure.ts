import type { Writable } from 'node:stream';
import { IcbError } from '#core/errors.ts';
import { spellOut } from '#core/spelled-out.ts';

/** What a failed command leaves on stderr (the cause in the first line) and as its exit code. */
export interface FailureReport {
  readonly text: string;
  readonly exitCode: number;
  /** The same for programs, who get it on stdout under `--json`. */
  readonly document: object;
}

interface FailedRun {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Tells the operator, and with `--json` on the command line, however wrong the rest of it is, the program. Returns the exit code. */
export function reportFailure(error: unknown, { args, signal, stdout, stderr }: FailedRun): number {
  const { text, document, exitCode } = describeFailure(error, signal);
  if (args.includes('--json')) stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  stderr.write(text);
  return exitCode;
}

/** Turns whatever was thrown into the operator's text. An error that is not ours is a bug and shows its stack. */
export function describeFailure(error: unknown, signal: AbortSignal): FailureReport {
  const cause = whatToReport(error, signal);
  if (!(cause instanceof IcbError)) {
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    const message = `internal error, please report it: ${cause instanceof Error ? cause.message : String(cause)}`;
    return { text: `icb: internal error, please report it: ${spellOut(stack, '  ')}\n`, ...endOf({ message, exitCode: 1 }) };
  }
  const lines = [`icb: ${spellOut(cause.message, '     ')}`, ...causes(cause).map((line) => `  ${spellOut(line, '    ')}`)];
  // A hint may bring lines that are indented already.
  if (cause.hint !== undefined) lines.push(`  ${spellOut(cause.hint.replaceAll(/\n +/g, '\n'), '  ')}`);
  return { text: `${lines.join('\n')}\n`, ...endOf(cause) };
}

function endOf({ message, hint, exitCode }: Pick<IcbError, 'message' | 'exitCode'> & { hint?: string | undefined }): Omit<FailureReport, 'text'> {
  return { exitCode, document: { error: { message, hint: hint?.replaceAll(/\n +/g, '\n') ?? null, exitCode } } };
}

/** Work cut short by a signal fails in many ways; what the operator wants to hear is the signal, and all that was said of it. */
function whatToReport(error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted || !(reason instanceof IcbError)) return error;
  return error instanceof IcbError && error.message === reason.message ? error : reason;
}

/**
 * Messages of the underlying errors that say something the message above does not. What the system or a library reports with
 * a code has been put into words by whoever caught it.
 */
function causes(error: IcbError): string[] {
  const found: string[] = [];
  let text = error.message;
  for (let next = error.cause; next instanceof Error; next = next.cause) {
    if (!text.includes(next.message) && !('code' in next)) found.push(`because: ${next.message}`);
    text += next.message;
  }
  return found;
}
