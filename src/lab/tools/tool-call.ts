import type { Clock } from '#core/clock.ts';

/** One call of a simulated Oracle program: what a real one would get from the operating system, and where its world is. */
export interface ToolCall {
  readonly labDir: string;
  readonly args: readonly string[];
  /** The complete environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input; a program that does not read it must not touch this. */
  readonly stdin: string;
  /** Standard output. Returns when the text has been taken, so that a slow reader slows the program down. */
  readonly stdout: (chunk: string) => void;
  readonly clock: Clock;
  /** Aborted when the program is told to end (SIGTERM). */
  readonly signal: AbortSignal;
}

/** The simulated program ends by a signal. Whoever started it lets that happen; nothing on the way up may tidy up. */
export class ToolKilled extends Error {
  readonly signalName: 'SIGTERM' | 'SIGKILL';
  constructor(signalName: 'SIGTERM' | 'SIGKILL') {
    super(`killed by ${signalName}`);
    this.name = 'ToolKilled';
    this.signalName = signalName;
  }
}
