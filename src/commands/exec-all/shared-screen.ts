import type { Readable, Writable } from 'node:stream';
import type { ProgressLine } from '#core/log/progress-line.ts';
import { spellOut } from '#core/spelled-out.ts';
import { LineSplitter } from '#oracle/programs/line-splitter.ts';

/**
 * A stream that several processes write to at once, in whole lines. A reader who takes his time slows them down, so that memory
 * stays flat; one who has gone away is no trouble: what is written then is lost, and nobody waits.
 */
export class SharedScreen implements Disposable {
  readonly #stream: Writable;
  readonly #progress: ProgressLine;
  readonly #onGone = (): void => this.#giveUp();
  #isGone = false;
  #drained: PromiseWithResolvers<void> | undefined;
  readonly #onDrain = (): void => this.#letGoOn();

  /** The progress line may be on another stream of the same terminal. */
  constructor(stream: Writable, progress: ProgressLine) {
    this.#stream = stream;
    this.#progress = progress;
    stream.on('error', this.#onGone).on('close', this.#onGone).on('drain', this.#onDrain);
  }

  say(line: string): void {
    if (!this.#isGone) this.#progress.writeAbove(`${spellOut(line, '')}\n`, this.#stream);
  }

  /** Copies what a process prints, each line behind `label`, to its end. */
  async copy(source: Readable, label: string, onLine: (line: string) => void = () => {}): Promise<void> {
    let text = '';
    const lines = new LineSplitter((line) => {
      onLine(line);
      text += `${label}${line}\n`;
    });
    const flush = async (): Promise<void> => {
      if (text === '' || this.#isGone) return;
      this.#progress.writeAbove(text, this.#stream);
      text = '';
      if (this.#stream.writableNeedDrain) await this.#taken();
    };
    for await (const chunk of source.setEncoding('utf8')) {
      lines.push(String(chunk));
      await flush();
    }
    lines.end();
    await flush();
  }

  [Symbol.dispose](): void {
    this.#stream.off('error', this.#onGone).off('close', this.#onGone).off('drain', this.#onDrain);
  }

  /** One promise for all who wait: a stream is not meant for a listener of each. */
  async #taken(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    await this.#drained.promise;
  }

  #letGoOn(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  #giveUp(): void {
    this.#isGone = true;
    this.#letGoOn();
  }
}
