/** The first and the last of many lines: what a failure keeps of output without end. */
export class BoundedLines {
  readonly #first: string[] = [];
  readonly #last: string[] = [];
  readonly #maxFirst: number;
  readonly #maxLast: number;
  #leftOut = 0;

  constructor(maxFirst: number, maxLast: number) {
    this.#maxFirst = maxFirst;
    this.#maxLast = maxLast;
  }

  add(line: string): void {
    if (this.#first.length < this.#maxFirst) {
      this.#first.push(line);
      return;
    }
    this.#last.push(line);
    if (this.#last.length <= this.#maxLast) return;
    this.#last.shift();
    this.#leftOut += 1;
  }

  /** In order, with a line that says how many were left out. */
  toArray(): string[] {
    const gap = this.#leftOut === 0 || this.#maxFirst === 0 ? [] : [`(${this.#leftOut} lines left out)`];
    return [...this.#first, ...gap, ...this.#last];
  }
}
