import type { LogLayout, LogOutlets } from './layout.ts';
import { parseRecord, renderFileLine, renderScreenLine } from './log-line.ts';

/** The layout people read: our lines in columns, what the tools print verbatim in between. */
export class TextLayout implements LogLayout {
  readonly #outlets: LogOutlets;
  readonly #timeZone: string;
  readonly #color: boolean;
  #isInsideToolLine = false;

  constructor(outlets: LogOutlets, { timeZone, color }: { timeZone: string; color: boolean }) {
    this.#outlets = outlets;
    this.#timeZone = timeZone;
    this.#color = color;
  }

  record(json: string): void {
    this.end();
    const record = parseRecord(json);
    this.#outlets.file?.write(`${renderFileLine(record, this.#timeZone)}\n`);
    if (record.level < this.#outlets.screenLevel) return;
    this.#outlets.screen.showLine(`${renderScreenLine(record, this.#timeZone, this.#color)}\n`);
  }

  toolOutput(chunk: string): void {
    if (chunk === '') return;
    this.#isInsideToolLine = !chunk.endsWith('\n');
    const range = this.#outlets.file?.write(chunk);
    if (this.#outlets.streamToScreen) this.#outlets.screen.showOutput(chunk, range);
  }

  end(): void {
    if (this.#isInsideToolLine) this.toolOutput('\n');
  }
}
