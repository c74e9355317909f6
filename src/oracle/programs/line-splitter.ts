/** Cuts a stream of text into lines with constant memory. A line longer than `maxLength` is handed on cut short. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #maxLength: number;
  #pending = '';

  constructor(onLine: (line: string) => void, maxLength = 65_536) {
    this.#onLine = onLine;
    this.#maxLength = maxLength;
  }

  push(chunk: string): void {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      this.#keep(chunk.slice(start, end));
      this.#emit();
      start = end + 1;
    }
    this.#keep(chunk.slice(start));
  }

  /** The last line may have no end. */
  end(): void {
    if (this.#pending !== '') this.#emit();
  }

  #keep(text: string): void {
    const room = this.#maxLength - this.#pending.length;
    if (room > 0) this.#pending += text.length > room ? text.slice(0, room) : text;
  }

  #emit(): void {
    const line = this.#pending.endsWith('\r') ? this.#pending.slice(0, -1) : this.#pending;
    this.#pending = '';
    this.#onLine(line);
  }
}
