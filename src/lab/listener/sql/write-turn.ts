/** SQLite has one writer: sessions write one after the other, where Oracle's would only wait for the same row. */
export class WriteTurn {
  #owner: object | undefined;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is this owner's turn. Rejects with the signal's reason when it is aborted first. */
  async take(owner: object, signal: AbortSignal): Promise<void> {
    while (this.#owner !== undefined && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.throwIfAborted();
    this.#owner = owner;
  }

  /** Nothing happens when it is somebody else's turn. */
  end(owner: object): void {
    if (this.#owner !== owner) return;
    this.#owner = undefined;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
