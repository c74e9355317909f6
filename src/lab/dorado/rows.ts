// Lists as the array gives them: filtered, cut by a range or after the first page, and nothing at all where there is no row.
import { ArrayFault } from './array-fault.ts';

/** An object; nearly all values are texts. */
export type Row = Readonly<Record<string, string>>;

export interface RowStyle {
  /** Gives more than was asked for: every name that holds the wanted one, objects of other parents and vStores. */
  readonly isSloppy: boolean;
}

const firstPage = 100;

/** Undefined for no rows: then the answer has no `data`. */
export function page(rows: readonly Row[], query: URLSearchParams, style: RowStyle): readonly Row[] | undefined {
  const matching = filtered(rows, query, style);
  const range = query.get('range');
  const [, from, to] = /^\[(\d+)-(\d+)\]$/.exec(range ?? `[0-${firstPage}]`) ?? [];
  if (from === undefined || to === undefined) throw new ArrayFault('wrongParameter', `The range ${range ?? ''} is wrong.`);
  const cut = matching.slice(Number(from), Number(to));
  return cut.length === 0 ? undefined : cut;
}

export function count(rows: readonly Row[], query: URLSearchParams, style: RowStyle): Row {
  return { COUNT: String(filtered(rows, query, style).length) };
}

/** `NAME::x` is exact, unless the array is sloppy; `NAME:x` finds whatever holds it. */
function filtered(rows: readonly Row[], query: URLSearchParams, { isSloppy }: RowStyle): readonly Row[] {
  const filter = query.get('filter');
  if (filter === null) return rows;
  return filter.split(' and ').reduce((left, condition) => {
    const [, key = '', isFuzzy, value = ''] = /^(\w+)(?:::|(:))(.*)$/.exec(condition) ?? [];
    if (key === '') throw new ArrayFault('wrongParameter', `The filter ${condition} is wrong.`);
    if (isSloppy && key !== 'NAME') return left;
    return left.filter((row) => (isFuzzy === undefined && !isSloppy ? row[key] === value : row[key]?.includes(value)));
  }, rows);
}
