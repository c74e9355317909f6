/** Passes text on in whole lines. A line that grows beyond `maxPending` characters goes on in pieces. */
export class WholeLines {
  readonly #onText: (text: string) => void;
  readonly #maxPending: number;
  #pending = '';

  constructor(onText: (text: string) => void, maxPending = 65_536) {
    this.#onText = onText;
    this.#maxPending = maxPending;
  }

  push(chunk: string): void {
    const text = this.#pending + chunk;
    const end = text.length > this.#maxPending ? text.length : text.lastIndexOf('\n') + 1;
    this.#pending = text.slice(end);
    if (end > 0) this.#onText(text.slice(0, end));
  }

  end(): void {
    if (this.#pending !== '') this.#onText(this.#pending);
    this.#pending = '';
  }
}
