import { IcbError } from '#core/errors.ts';

/** An earlier check has had no answer to the same question, and has told of it. */
export class UnansweredError extends IcbError {}

/**
 * A question several checks ask, which costs a login: it is asked once. The check that asked it tells of a failure, those that ask
 * after it only hear that there was one.
 */
export function askedOnce<T>(ask: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let answer: Promise<T> | undefined;
  return async (signal) => {
    if (answer === undefined) return await (answer = ask(signal));
    try {
      return await answer;
    } catch (cause) {
      throw new UnansweredError('an earlier check asked the same and had no answer', { cause });
    }
  };
}
