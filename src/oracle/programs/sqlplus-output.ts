// Reads SQL*Plus's output as it comes. The script stands between two lines of our own that carry the run's token. What
// comes before the first is the login and the site's glogin.sql: their complaints (ORA-28002 "the password will expire")
// only count when the script never began. Without the last line the script did not run to its end.

import { BoundedLines } from './bounded-lines.ts';
import { codeOf, readErrorStack } from './error-stack.ts';
import type { OracleFailure } from './error-stack.ts';
import { LineSplitter } from './line-splitter.ts';

/** What one run of SQL*Plus printed, as far as it decides anything. */
export interface SqlplusOutput {
  /** The login succeeded and the script began. */
  readonly began: boolean;
  /** Lines of errors; also without any when the script did not come to its end. */
  readonly failure: OracleFailure | undefined;
  /** Complaints that stopped nothing. */
  readonly warnings: readonly string[];
  /** `ICB|kind|...` lines of the script by kind, without these two; what a glogin.sql prints is none, whatever it looks like. */
  readonly linesByKind: ReadonlyMap<string, readonly string[]>;
  /** The last lines, for a run that ended without an error. */
  readonly tail: readonly string[];
}

/** The first and the last line a script of ours prints. */
export interface Markers {
  readonly begin: string;
  readonly complete: string;
}

// SQL*Plus prints these for STARTUP and SHUTDOWN that go well.
const notices = new Set([
  'ORA-32004', // obsolete or deprecated parameter(s) specified
  'ORA-01109', // database not open
  'ORA-01507', // database not mounted
]);
const maxLineLength = 131_072;

export class SqlplusOutputReader {
  readonly #markers: Markers;
  readonly #splitter: LineSplitter;
  readonly #loginErrors = new BoundedLines(30, 10);
  readonly #errors = new BoundedLines(60, 40);
  readonly #warnings = new BoundedLines(50, 0);
  readonly #tail = new BoundedLines(0, 20);
  readonly #linesByKind = new Map<string, string[]>();
  #began = false;
  #completed = false;
  #failed = false;
  #inErrorBlock = false;

  constructor(markers: Markers) {
    this.#markers = markers;
    this.#splitter = new LineSplitter((line) => this.#read(line.trimEnd()), maxLineLength);
  }

  push(chunk: string): void {
    this.#splitter.push(chunk);
  }

  end(): SqlplusOutput {
    this.#splitter.end();
    const errors = this.#began ? this.#errors : this.#loginErrors;
    return {
      began: this.#began,
      failure: this.#failed || !this.#completed ? readErrorStack(errors.toArray()) : undefined,
      warnings: [...(this.#began ? this.#loginErrors.toArray() : []), ...this.#warnings.toArray()],
      linesByKind: this.#linesByKind,
      tail: this.#tail.toArray(),
    };
  }

  #read(line: string): void {
    if (line === this.#markers.begin) {
      this.#began = true;
      this.#inErrorBlock = false;
    } else if (line === this.#markers.complete) {
      this.#completed = true;
      this.#inErrorBlock = false;
    } else if (this.#began && !this.#completed && line.startsWith('ICB|')) {
      this.#addRow(line);
    } else {
      this.#readText(line);
    }
  }

  #addRow(line: string): void {
    this.#inErrorBlock = false;
    const [, kind = '', ...values] = line.split('|');
    const lines = this.#linesByKind.get(kind) ?? [];
    lines.push(values.join('|'));
    this.#linesByKind.set(kind, lines);
  }

  #readText(line: string): void {
    if (line !== '') this.#tail.add(line);
    if (/^ERROR(?: at line \d+)?:$/.test(line)) {
      this.#inErrorBlock = true;
      this.#fail();
      return;
    }
    const code = codeOf(line);
    if (code === undefined && (line === '' || !this.#inErrorBlock)) {
      this.#inErrorBlock = false;
    } else if (code !== undefined && notices.has(code) && !this.#inErrorBlock) {
      this.#warnings.add(line);
    } else {
      this.#inErrorBlock = true;
      this.#fail(line);
    }
  }

  #fail(line?: string): void {
    this.#failed ||= this.#began;
    if (line !== undefined) (this.#began ? this.#errors : this.#loginErrors).add(line);
  }
}
