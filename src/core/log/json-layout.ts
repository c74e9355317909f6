import type { LogLayout, LogOutlets } from './layout.ts';
import { parseRecord } from './log-line.ts';

/** A tool that never ends its line must not fill the memory. */
const longestLine = 64 * 1024;

/** The layout programs read: pino's JSON lines, each line of a tool's output a record of its own. */
export class JsonLayout implements LogLayout {
  readonly #outlets: LogOutlets;
  readonly #recordToolLine: (line: string) => void;
  #unfinished = '';

  /** `recordToolLine` makes a record of a line and hands it to {@link toolRecord}. */
  constructor(outlets: LogOutlets, recordToolLine: (line: string) => void) {
    this.#outlets = outlets;
    this.#recordToolLine = recordToolLine;
  }

  record(json: string): void {
    this.end();
    const range = this.#outlets.file?.write(json);
    if (parseRecord(json).level >= this.#outlets.screenLevel) this.#outlets.screen.showLine(json, range);
  }

  toolOutput(chunk: string): void {
    const lines = (this.#unfinished + chunk).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) this.#recordToolLine(line);
    if (this.#unfinished.length > longestLine) this.end();
  }

  toolRecord(json: string): void {
    const range = this.#outlets.file?.write(json);
    if (this.#outlets.streamToScreen) this.#outlets.screen.showOutput(json, range);
  }

  end(): void {
    const line = this.#unfinished;
    this.#unfinished = '';
    if (line !== '') this.#recordToolLine(line);
  }
}
