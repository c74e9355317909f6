import { OracleError } from '#lab/oracle/oracle-error.ts';

/** A command failed. `lines` is what RMAN-03002 is put on top of. */
export class RmanFailure extends Error {
  readonly lines: readonly string[];
  /** The channel it happened on: RMAN-03009 names it. */
  readonly channel: string | undefined;

  constructor(lines: readonly string[], channel?: string) {
    super(lines.join('\n'));
    this.name = 'RmanFailure';
    this.lines = lines;
    this.channel = channel;
  }
}

/** The failure behind an error that is Oracle's; any other error is a fault of the lab and goes on. */
export function asFailure(error: unknown, channel?: string): RmanFailure {
  if (error instanceof RmanFailure) return error;
  if (error instanceof OracleError) return new RmanFailure(error.lines, channel);
  throw error;
}

/** The frame around every error stack; whoever looks for errors looks for its second line. */
export function errorStack(lines: readonly string[]): readonly string[] {
  const rule = `RMAN-00571: ${'='.repeat(59)}`;
  return [rule, 'RMAN-00569: =============== ERROR MESSAGE STACK FOLLOWS ===============', rule, ...lines];
}
