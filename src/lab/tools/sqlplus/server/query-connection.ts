import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { procProcessTable } from '#core/process-identity.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
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
    // What the instance knows of the programs that are connected to it.
    this.#database.function('client_machine', () => hostname());
    this.#database.function('own_process', () => process.pid);
    this.#database.function('client_lives', (pid) => (procProcessTable.look(Number(pid)) === 'gone' ? 0 : 1));
  }

  /** @throws {OracleError} what a conversion or function complains about; ORA-03001 for what only Oracle can do */
  rows(sql: string): CellValue[][] {
    try {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement.all() as unknown as CellValue[][];
    } catch (error) {
      if (error instanceof OracleError) throw error;
      throw new OracleError('ORA-03001: unimplemented feature', `in this simulation: ${(error as Error).message}`);
    }
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
