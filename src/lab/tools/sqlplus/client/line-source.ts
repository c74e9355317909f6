interface Frame {
  readonly lines: readonly string[];
  next: number;
  /** Lines of a script are echoed under ECHO ON; those of standard input never are. */
  readonly isScript: boolean;
}

/** The lines SQL*Plus reads: standard input, interrupted by scripts. */
export class LineSource {
  readonly #frames: Frame[] = [];

  constructor(standardInput: string) {
    this.#frames.push(frameOf(standardInput, false));
  }

  get inScript(): boolean {
    return this.#frames.at(-1)?.isScript === true;
  }

  enterScript(text: string): void {
    this.#frames.push(frameOf(text, true));
  }

  /** Whether a line that is still to come looks like this. */
  willHave(pattern: RegExp): boolean {
    return this.#frames.some(({ lines, next }) => lines.slice(next).some((line) => pattern.test(line)));
  }

  /** The next line, or nothing at the end of standard input. */
  take(): string | undefined {
    for (;;) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return undefined;
      const line = frame.lines[frame.next];
      if (line !== undefined) {
        frame.next += 1;
        return line;
      }
      this.#frames.pop();
    }
  }
}

function frameOf(text: string, isScript: boolean): Frame {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return { lines, next: 0, isScript };
}
