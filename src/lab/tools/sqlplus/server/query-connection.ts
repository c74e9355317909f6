import { DatabaseSync } from 'node:sqlite';
import { textRuntime } from '../sql/text-runtime.ts';
import { valueRuntime } from '../sql/value-runtime.ts';
import type { CellValue } from './statement-result.ts';

/** The control file, open for queries with Oracle's functions. */
export class QueryConnection implements Disposable {
  readonly #database: DatabaseSync;

  constructor(controlFile: string) {
    this.#database = new DatabaseSync(controlFile, { readOnly: true, timeout: 10_000 });
    for (const [name, run] of Object.entries({ ...textRuntime, ...valueRuntime })) {
      this.#database.function(name, { deterministic: true, varargs: true }, run as (...args: unknown[]) => CellValue);
    }
  }

  /** @throws {OracleError} what a conversion or function has to complain about */
  rows(sql: string): CellValue[][] {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all() as unknown as CellValue[][];
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
