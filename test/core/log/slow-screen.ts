import { Writable } from 'node:stream';

/** A reader of the screen that takes nothing until it is told to, a piece at a time. */
export class SlowScreen extends Writable {
  #taken = '';
  #takeNext: (() => void) | undefined;
  #isReading: boolean;

  constructor({ isReading }: { isReading: boolean }) {
    super({ highWaterMark: 1024, decodeStrings: true });
    this.#isReading = isReading;
  }

  /** What the reader has seen so far. */
  get text(): string {
    return this.#taken;
  }

  /** From now on takes whatever comes. */
  startReading(): void {
    this.#isReading = true;
    this.#takeNext?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const take = () => {
      this.#takeNext = undefined;
      this.#taken += chunk.toString('latin1');
      done();
    };
    if (this.#isReading) take();
    else this.#takeNext = take;
  }
}
