import { closeSync, openSync, writeSync } from 'node:fs';
import type { Settings } from './settings.ts';

/** Where SQL*Plus's output goes: to the screen, and to the spool file while one is open. */
export class Output implements Disposable {
  readonly #stdout: (chunk: string) => void;
  #pending = '';
  #spool: { readonly path: string; readonly descriptor: number } | undefined;
  /** Set while a script runs under TERMOUT OFF. */
  screenIsOff = false;

  constructor(stdout: (chunk: string) => void) {
    this.#stdout = stdout;
  }

  get spoolPath(): string | undefined {
    return this.#spool?.path;
  }

  write(text: string): void {
    this.writeScreen(text);
    this.writeSpool(text);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  writeScreen(text: string): void {
    if (this.screenIsOff) return;
    this.#pending += text;
    if (this.#pending.length > 65_536) this.flush();
  }

  writeSpool(text: string): void {
    if (this.#spool !== undefined) writeSync(this.#spool.descriptor, text);
  }

  /** A line of a report: filled up to LINESIZE or trimmed, with tabs for blanks on the screen if so set. */
  reportLine(text: string, settings: Settings): void {
    const filled = text.padEnd(settings.number('LINESIZE'));
    const trimmed = text.trimEnd();
    const screen = settings.isOn('TRIMOUT') ? trimmed : filled;
    this.writeScreen(`${settings.isOn('TAB') ? withTabs(screen) : screen}\n`);
    this.writeSpool(`${settings.isOn('TRIMSPOOL') ? trimmed : filled}\n`);
  }

  /** @throws the operating system's error */
  startSpool(path: string, append: boolean): void {
    this.stopSpool();
    this.#spool = { path, descriptor: openSync(path, append ? 'a' : 'w') };
  }

  stopSpool(): void {
    if (this.#spool !== undefined) closeSync(this.#spool.descriptor);
    this.#spool = undefined;
  }

  flush(): void {
    if (this.#pending === '') return;
    const chunk = this.#pending;
    this.#pending = '';
    this.#stdout(chunk);
  }

  [Symbol.dispose](): void {
    this.stopSpool();
    this.flush();
  }
}

/** Blanks that reach a tab stop become a tab; a single blank stays. */
function withTabs(line: string): string {
  if (!line.includes('  ')) return line;
  let written = '';
  for (let at = 0; at < line.length; at += 8) {
    const cell = line.slice(at, at + 8);
    const text = cell.trimEnd();
    written += cell.length === 8 && cell.length - text.length > 1 ? `${text}\t` : cell;
  }
  return written;
}
