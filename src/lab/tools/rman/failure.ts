import { OracleError } from '#lab/oracle/oracle-error.ts';

/** A command failed. `lines` is the cause, or the whole stack once RMAN-03002 has been put on top. */
export class RmanFailure extends Error {
  readonly lines: readonly string[];
  /** The channel it happened on: RMAN-03009 names it. */
  readonly channel: string | undefined;
  readonly isComplete: boolean;

  constructor(lines: readonly string[], details: { readonly channel?: string; readonly isComplete?: boolean } = {}) {
    super(lines.join('\n'));
    this.name = 'RmanFailure';
    this.lines = lines;
    this.channel = details.channel;
    this.isComplete = details.isComplete ?? false;
  }
}

/** The failure behind an error that is Oracle's; any other error is a fault of the lab and goes on. */
export function asFailure(error: unknown, channel?: string): RmanFailure {
  if (error instanceof RmanFailure) return error;
  if (error instanceof OracleError) return new RmanFailure(error.lines, channel === undefined ? {} : { channel });
  throw error;
}

/** Puts RMAN-03002, and RMAN-03009 where a channel failed, on top of the cause (law 43). */
export function commandFailure(failure: RmanFailure, verb: string, time: string): RmanFailure {
  if (failure.isComplete) return failure;
  const lines = [
    `RMAN-03002: failure of ${verb} command at ${time}`,
    ...(failure.channel === undefined ? [] : [channelLine(verb, failure.channel, time)]),
    ...failure.lines,
  ];
  return new RmanFailure(lines, { isComplete: true });
}

/** RMAN-03009: which channel failed. */
export function channelLine(verb: string, channel: string, time: string): string {
  return `RMAN-03009: failure of ${verb} command on ${channel} channel at ${time}`;
}

/** The frame around every error stack; whoever looks for errors looks for its second line. */
export function errorStack(lines: readonly string[]): readonly string[] {
  const rule = `RMAN-00571: ${'='.repeat(59)}`;
  return [rule, 'RMAN-00569: =============== ERROR MESSAGE STACK FOLLOWS ===============', rule, ...lines];
}
