import type { Writable } from 'node:stream';
import type { ByteRange, LogFile } from './log-file.ts';
import { ProgressLine } from './progress-line.ts';

/** Something the reader of the screen has not taken yet: a text, or a stretch of the log file holding just what belongs there. */
type Pending = string | ByteRange;

const pieceBytes = 64 * 1024;
const pendingTextLimit = 4 * 1024 * 1024;

/**
 * The screen, which may be a pipe into a slow ssh connection, or one that nobody reads any more. The backup waits for
 * neither: what the reader has not taken is read again from the log file when he is ready, so it needs no memory and
 * nothing is lost. Only without a log file the middle of a very long output is left out, and the screen says so.
 */
export class Screen {
  readonly #stream: Writable;
  readonly #file: LogFile | undefined;
  readonly #progress: ProgressLine;
  readonly #pending: Pending[] = [];
  #pendingTextLength = 0;
  #omittedLength = 0;
  #isGone = false;
  #whenCaughtUp: (() => void) | undefined;
  readonly #onDrain = () => this.#catchUp();
  readonly #onGone = () => this.#giveUp();

  constructor(stream: Writable, file: LogFile | undefined) {
    this.#stream = stream;
    this.#file = file;
    this.#progress = new ProgressLine(stream);
    // Without a listener an EPIPE (`ssh host icb backup ... | head -1`) would end the process in the middle of a backup.
    stream.on('error', this.#onGone).on('close', this.#onGone).on('drain', this.#onDrain);
  }

  /** Shows one of our own lines as soon as the reader takes it; `range` is where the log file holds the same text, if it does. */
  showLine(text: string, range?: ByteRange): void {
    this.#show(range ?? text, text);
  }

  /** Shows a piece of a tool's output, as {@link showLine} does, but for a limit to what is kept without a file. */
  showOutput(text: string, range?: ByteRange): void {
    const isTooMuch = range === undefined && (this.#omittedLength > 0 || this.#pendingTextLength + text.length > pendingTextLimit);
    if (isTooMuch && this.#isBehind()) this.#omittedLength += text.length;
    else this.#show(range ?? text, text);
  }

  /** On a terminal, a last line below all others, written anew every second; disposing takes it away. */
  showProgress(describe: () => string): Disposable {
    return this.#progress.show(() => (this.#isGone || this.#isBehind() ? undefined : describe()));
  }

  /** Waits until the reader has taken everything or is gone, and lets go of the stream. */
  async close(): Promise<void> {
    if (this.#pending.length > 0) await new Promise<void>((resolve) => (this.#whenCaughtUp = resolve));
    // The callback of an empty write comes after everything before it has been taken, or has failed.
    if (!this.#isGone && this.#stream.writable) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    this.#stream.off('error', this.#onGone).off('close', this.#onGone).off('drain', this.#onDrain);
  }

  #show(pending: Pending, text: string): void {
    if (this.#isGone || text === '') return;
    if (this.#isBehind()) this.#enqueue(pending);
    else this.#progress.writeAbove(text);
  }

  #isBehind(): boolean {
    return this.#pending.length > 0 || this.#stream.writableNeedDrain;
  }

  #enqueue(pending: Pending): void {
    if (typeof pending === 'string') this.#pendingTextLength += pending.length;
    const joined = join(this.#pending.at(-1), pending);
    if (joined === undefined) this.#pending.push(pending);
    else this.#pending[this.#pending.length - 1] = joined;
  }

  #catchUp(): void {
    while (!this.#isGone && this.#pending.length > 0 && !this.#stream.writableNeedDrain) this.#showNext();
    if (this.#pending.length > 0) return;
    if (this.#omittedLength > 0 && !this.#isGone) {
      this.#stream.write(`\n[${this.#omittedLength} characters of output left out: the screen was too slow and there is no log file]\n`);
      this.#omittedLength = 0;
    }
    this.#whenCaughtUp?.();
  }

  #showNext(): void {
    const next = this.#pending.shift();
    if (next === undefined) return;
    if (typeof next === 'string') {
      this.#pendingTextLength -= next.length;
      this.#stream.write(next);
      return;
    }
    const piece = this.#file?.read(next, pieceBytes);
    if (piece === undefined) {
      this.#omittedLength += next.end - next.start;
      return;
    }
    const start = next.start + piece.length;
    if (start < next.end) this.#pending.unshift({ start, end: next.end });
    this.#stream.write(piece);
  }

  #giveUp(): void {
    this.#isGone = true;
    this.#pending.length = 0;
    this.#whenCaughtUp?.();
  }
}

/** Two neighbours as one, where they are of a kind and stay small. */
function join(last: Pending | undefined, next: Pending): Pending | undefined {
  if (typeof last === 'string' && typeof next === 'string' && last.length < pieceBytes) return last + next;
  if (typeof last === 'object' && typeof next === 'object' && last.end === next.start) return { start: last.start, end: next.end };
  return undefined;
}
