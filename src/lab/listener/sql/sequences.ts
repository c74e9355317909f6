import type { CatalogFile } from './catalog-file.ts';

/** The sequences of the schema. A number that was taken is gone, even when its transaction is rolled back. */
export class Sequences {
  readonly #last = new Map<string, number>();

  next(name: string, file: CatalogFile): number {
    const [[stored = null, increment = 1, start = 1] = []] = file.rows(
      'SELECT last_value, increment_by, start_with FROM icb_sequences WHERE name = :b1',
      { b1: name },
    );
    const last = Math.max(this.#last.get(name) ?? -Infinity, stored === null ? -Infinity : Number(stored));
    const value = last === -Infinity ? Number(start) : last + Number(increment);
    this.#last.set(name, value);
    return value;
  }

  /** Writes down where they are, in the present transaction. */
  save(file: CatalogFile): void {
    for (const [name, last] of this.#last) file.run('UPDATE icb_sequences SET last_value = ? WHERE name = ? AND last_value IS NOT ?', last, name, last);
  }
}
