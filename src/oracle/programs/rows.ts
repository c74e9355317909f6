import { IcbError } from '#core/errors.ts';

/** One row of a script's result, by the names the reader gave its fields. NULL is the empty string. */
export type Row<Column extends string> = Readonly<Record<Column, string>>;

/** What an SQL*Plus script printed as `ICB|kind|value|value...`, one line per row. */
export class Rows {
  readonly #script: string;
  readonly #linesByKind: ReadonlyMap<string, readonly string[]>;

  constructor(script: string, linesByKind: ReadonlyMap<string, readonly string[]>) {
    this.#script = script;
    this.#linesByKind = linesByKind;
  }

  /** Rows of one kind in the order printed. The last column takes the rest of the line, `|` included. */
  all<const Column extends string>(kind: string, columns: readonly Column[]): Row<Column>[] {
    return (this.#linesByKind.get(kind) ?? []).map((line) => this.#parse(kind, columns, line));
  }

  /** The only row of its kind. */
  one<const Column extends string>(kind: string, columns: readonly Column[]): Row<Column> {
    const [row, ...more] = this.all(kind, columns);
    if (row === undefined || more.length > 0) {
      throw new IcbError(`${this.#script} printed ${row === undefined ? 'no row' : `${more.length + 1} rows`} of kind ${kind} instead of one`);
    }
    return row;
  }

  #parse<Column extends string>(kind: string, columns: readonly Column[], line: string): Row<Column> {
    const fields = line.split('|');
    if (fields.length < columns.length) {
      throw new IcbError(`${this.#script} printed a row of kind ${kind} with ${fields.length} instead of ${columns.length} values: ${line}`);
    }
    const values = [...fields.slice(0, columns.length - 1), fields.slice(columns.length - 1).join('|')];
    return Object.fromEntries(columns.map((column, index) => [column, values[index]])) as Row<Column>;
  }
}
