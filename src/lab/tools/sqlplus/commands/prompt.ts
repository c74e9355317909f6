import type { SqlplusSession } from '../client/session.ts';

/** PROMPT text */
export function prompt({ output }: SqlplusSession, rest: string): void {
  output.line(rest);
}

/** REMARK: a comment. */
export function remark(): void {
  // nothing happens
}
