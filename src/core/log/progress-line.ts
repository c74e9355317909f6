// A last line on a terminal that tells how far long work has come, below the lines that stay.
import type { Writable } from 'node:stream';

const intervalMs = 1000;
const narrowest = 20;
/** To the start of the line, which is emptied. */
const eraseLine = '\r\u001B[2K';

export class ProgressLine {
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  #describe: (() => string | undefined) | undefined;
  #isDrawn = false;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Shows what `describe` says, now and every second, until disposed of; nothing where there is no terminal. */
  show(describe: () => string | undefined): Disposable {
    if (this.#stream.isTTY !== true) return { [Symbol.dispose]: () => {} };
    this.#describe = describe;
    this.#draw();
    const timer = setInterval(() => this.#draw(), intervalMs).unref();
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        this.#describe = undefined;
        this.#erase();
      },
    };
  }

  /** Writes what stays, on this stream or on another one of the same terminal. */
  writeAbove(text: string, stream: Writable = this.#stream): void {
    this.#erase();
    stream.write(text);
    // Behind half a line of a tool it waits for the next second.
    if (text.endsWith('\n')) this.#draw();
  }

  #draw(): void {
    const text = this.#describe?.();
    if (text === undefined) return;
    // One column less: a full line would wrap, and the next one could not take it away.
    const width = Math.max(this.#stream.columns ?? 80, narrowest) - 1;
    this.#stream.write(`${eraseLine}${text.length > width ? `${text.slice(0, width - 3)}...` : text}`);
    this.#isDrawn = true;
  }

  #erase(): void {
    if (this.#isDrawn) this.#stream.write(eraseLine);
    this.#isDrawn = false;
  }
}
