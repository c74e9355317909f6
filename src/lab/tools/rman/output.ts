import { closeSync, openSync, writeSync } from 'node:fs';
import type { ToolCall } from '../tool-call.ts';

/** What RMAN prints, to the screen or, with LOG=, to a file; every line leaves at once. */
export class RmanOutput implements Disposable {
  readonly #write: (chunk: string) => void;
  readonly #logDescriptor: number | undefined;
  /** Nothing printed since the last empty line or prompt. */
  #atSeparation = true;

  constructor(call: Pick<ToolCall, 'stdout'>, log: { readonly path: string; readonly append: boolean } | undefined) {
    const descriptor = log === undefined ? undefined : openSync(log.path, log.append ? 'a' : 'w');
    this.#logDescriptor = descriptor;
    this.#write = descriptor === undefined ? call.stdout : (chunk) => void writeSync(descriptor, chunk);
  }

  lines(...lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#write(`${lines.join('\n')}\n`);
    this.#atSeparation = lines.at(-1) === '';
  }

  /** An empty line, unless there is one already: commands of a RUN block are set apart that way. */
  separate(): void {
    if (!this.#atSeparation) this.lines('');
  }

  /** The next command begins on a fresh page, as after an echoed command. */
  begin(): void {
    this.#atSeparation = true;
  }

  /** Text without a line end, such as a prompt. */
  raw(text: string): void {
    this.#write(text);
  }

  [Symbol.dispose](): void {
    if (this.#logDescriptor !== undefined) closeSync(this.#logDescriptor);
  }
}
