// Reads RMAN's output as it comes. Only what follows the RMAN-00569 banner is an error stack: echoed scripts, notices of
// the 06xxx and 08xxx ranges and `RMAN-07517: Reason: ...` under "List of Files Which Were Not Cataloged" start with a code
// as well and are not failures.

import { BoundedLines } from './bounded-lines.ts';
import { codeOf, readErrorStack } from './error-stack.ts';
import type { OracleFailure } from './error-stack.ts';
import { LineSplitter } from './line-splitter.ts';

/** What one run of RMAN printed, as far as it decides anything. */
export interface RmanOutput {
  /** The error stack; of several, all of them. */
  readonly failure: OracleFailure | undefined;
  /** `RMAN-08120: warning: archived log not deleted, not yet applied by standby`: the run goes on, the DBA should know. */
  readonly warnings: readonly string[];
  /** RMAN came to its regular end and took its leave. */
  readonly complete: boolean;
  /** The last lines, for a run that ended without an error stack. */
  readonly tail: readonly string[];
}

const maxWarnings = 50;
const maxLineLength = 8192;

export class RmanOutputReader {
  readonly #splitter: LineSplitter;
  readonly #stack = new BoundedLines(60, 40);
  readonly #warnings = new BoundedLines(maxWarnings, 0);
  readonly #tail = new BoundedLines(0, 20);
  #state: 'output' | 'banner' | 'stack' = 'output';
  #failed = false;
  #complete = false;

  constructor(onLine: (line: string) => void = () => {}) {
    this.#splitter = new LineSplitter((line) => {
      this.#read(line);
      onLine(line);
    }, maxLineLength);
  }

  push(chunk: string): void {
    this.#splitter.push(chunk);
  }

  end(): RmanOutput {
    this.#splitter.end();
    return {
      failure: this.#failed ? readErrorStack(this.#stack.toArray()) : undefined,
      warnings: this.#warnings.toArray(),
      complete: this.#complete,
      tail: this.#tail.toArray(),
    };
  }

  #read(line: string): void {
    if (line.startsWith('Recovery Manager complete.')) {
      this.#complete = true;
      this.#state = 'output';
    } else if (line.startsWith('RMAN-00569:')) {
      this.#state = 'banner';
      this.#failed = true;
    } else if (line.startsWith('RMAN-00571:')) {
      // The ruler above and below the banner.
    } else if (line.startsWith('RMAN>')) {
      this.#state = 'output';
    } else if (this.#state !== 'output') {
      this.#readStack(line);
    } else if (/^RMAN-\d{5}: warning/i.test(line)) {
      this.#warnings.add(line.trim());
    }
    if (line.trim() !== '') this.#tail.add(line);
  }

  #readStack(line: string): void {
    if (line.trim() === '') return;
    // Text between the banner and the first code is not ours to judge, but the stack itself starts with a code.
    if (this.#state === 'banner' && codeOf(line) === undefined) return;
    this.#state = 'stack';
    this.#stack.add(line);
  }
}
