import type { LogLayout, LogOutlets } from './layout.ts';
import { parseRecord } from './log-line.ts';

/** A tool that never ends its line must not fill the memory. */
const longestLine = 64 * 1024;

/** The layout programs read: pino's JSON lines, each line of a tool's output a record of its own. */
export class JsonLayout implements LogLayout {
  readonly #outlets: LogOutlets;
  readonly #recordToolLine: (line: string) => void;
  #unfinished = '';
  #toolRecords = '';

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
    if (this.#unfinished.length > longestLine) lines.push(this.#takeUnfinished());
    this.#writeToolLines(lines);
  }

  toolRecord(json: string): void {
    this.#toolRecords += json;
  }

  end(): void {
    if (this.#unfinished !== '') this.#writeToolLines([this.#takeUnfinished()]);
  }

  /** In one piece: a tool prints thousands of lines a second. */
  #writeToolLines(lines: readonly string[]): void {
    this.#toolRecords = '';
    for (const line of lines) this.#recordToolLine(line);
    const range = this.#outlets.file?.write(this.#toolRecords);
    if (this.#outlets.streamToScreen) this.#outlets.screen.showOutput(this.#toolRecords, range);
  }

  #takeUnfinished(): string {
    const line = this.#unfinished;
    this.#unfinished = '';
    return line;
  }
}
