// Questions and answers on a terminal, or from a pipe: an answer is a line. Nothing is read before the first question.

import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { UsageError } from '#core/errors.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import { untilAborted } from '#core/until-aborted.ts';

export interface DialogueEnds {
  /** Opened at the first question. */
  readonly openInput: () => Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

export class Dialogue implements Disposable {
  readonly #ends: DialogueEnds;
  #reader: { readonly lines: AsyncIterator<string>; readonly interface: Interface; readonly input: Readable } | undefined;

  constructor(ends: DialogueEnds) {
    this.#ends = ends;
  }

  say(lines: readonly string[]): void {
    this.#ends.output.write(lines.map((line) => `${spellOutLine(line)}\n`).join(''));
  }

  /**
   * Asks until the answer is one that `accept` does not throw a UsageError for.
   * @param option what would have made the question needless: `--sid SID`
   * @throws {UsageError} naming the option when nobody answers
   */
  async ask<Answer>(question: string, option: string, accept: (answer: string) => Answer | Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await this.#answerTo(question);
      if (answer === undefined) throw new UsageError(`${option} is missing, and nobody answers the question for it`, { hint: 'icb <command> --help shows the options that leave no question open' });
      try {
        return await accept(answer.trim());
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        this.say([error.message, ...(error.hint === undefined ? [] : [`  ${error.hint}`])]);
      }
    }
  }

  async confirm(question: string, option: string): Promise<boolean> {
    return await this.ask(`${question} (y/n)`, option, yesOrNo);
  }

  /** {@link confirm}, but undefined when nobody answers. */
  async confirmIfAnswered(question: string): Promise<boolean | undefined> {
    for (;;) {
      const answer = await this.#answerTo(`${question} (y/n)`);
      if (answer === undefined) return undefined;
      try {
        return yesOrNo(answer.trim());
      } catch (error) {
        if (error instanceof UsageError) this.say([error.message]);
        else throw error;
      }
    }
  }

  /** Lets go of the input, so that it keeps no process alive. */
  [Symbol.dispose](): void {
    this.#reader?.interface.close();
    this.#reader?.input.pause();
  }

  async #answerTo(question: string): Promise<string | undefined> {
    const { output, signal } = this.#ends;
    const { lines, input } = (this.#reader ??= this.#open());
    output.write(`${question} `);
    const { value, done } = await untilAborted(signal, lines.next());
    const answer = done === true ? undefined : value;
    // A terminal shows what is typed; a transcript of piped answers would have them all behind one another.
    if (!('isTTY' in input && input.isTTY === true)) output.write(`${spellOutLine(answer ?? '')}\n`);
    return answer;
  }

  #open() {
    const input = this.#ends.openInput();
    const reader = createInterface({ input, terminal: false });
    return { lines: reader[Symbol.asyncIterator](), interface: reader, input };
  }
}

function yesOrNo(answer: string): boolean {
  if (/^(?:y|yes)$/i.test(answer)) return true;
  if (/^(?:n|no)$/i.test(answer)) return false;
  throw new UsageError('answer y or n');
}
