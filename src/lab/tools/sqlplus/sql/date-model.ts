import { OracleError } from '#lab/oracle/oracle-error.ts';

export type DateElement =
  | { readonly kind: 'field'; readonly name: string; /** As written: the case of MON decides the case of the name. */ readonly written: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fill-mode' };

const fieldNames = [
  'SYYYY', 'YYYY', 'IYYY', 'RRRR', 'YYY', 'YY', 'RR', 'Y', 'MONTH', 'MON', 'MM', 'MI', 'DDD', 'DD', 'DAY', 'DY', 'D', 'HH24', 'HH12', 'HH',
  'SSSSS', 'SS', 'FF1', 'FF2', 'FF3', 'FF4', 'FF5', 'FF6', 'FF7', 'FF8', 'FF9', 'FF', 'A.M.', 'P.M.', 'AM', 'PM', 'TZH', 'TZM', 'TZR',
  'WW', 'IW', 'W', 'Q', 'J',
];
const known = new Map<string, readonly DateElement[]>();

/** Cuts a date format model into its elements. @throws {OracleError} ORA-01821 */
export function dateModel(model: string): readonly DateElement[] {
  const cached = known.get(model);
  if (cached !== undefined) return cached;
  const elements: DateElement[] = [];
  let at = 0;
  while (at < model.length) {
    const [element, length] = readElement(model, at);
    elements.push(element);
    at += length;
  }
  known.set(model, elements);
  return elements;
}

function readElement(model: string, at: number): readonly [DateElement, number] {
  const rest = model.slice(at).toUpperCase();
  if (rest.startsWith('FM') || rest.startsWith('FX')) return [{ kind: 'fill-mode' }, 2];
  const name = fieldNames.find((candidate) => rest.startsWith(candidate));
  if (name !== undefined) return [{ kind: 'field', name, written: model.slice(at, at + name.length) }, name.length];
  const quoted = /^"([^"]*)"/.exec(model.slice(at));
  if (quoted) return [{ kind: 'text', text: quoted[1] ?? '' }, quoted[0].length];
  if (/[\s\-/,.;:]/.test(model.charAt(at))) return [{ kind: 'text', text: model.charAt(at) }, 1];
  throw new OracleError('ORA-01821: date format not recognized');
}

/** How wide a date of this model can get, which is the width of its column on the report. */
export function dateModelWidth(model: string): number {
  const widths: Readonly<Record<string, number>> = {
    SYYYY: 5, YYY: 3, Y: 1, MONTH: 9, MON: 3, DDD: 3, DAY: 9, DY: 3, D: 1, SSSSS: 5, FF: 6, TZH: 3, TZR: 6, W: 1, Q: 1, J: 7, 'A.M.': 4, 'P.M.': 4,
    YYYY: 4, IYYY: 4, RRRR: 4,
  };
  return dateModel(model).reduce((width, element) => {
    if (element.kind === 'fill-mode') return width;
    if (element.kind === 'text') return width + element.text.length;
    return width + (widths[element.name] ?? (/^FF\d$/.test(element.name) ? Number(element.name.charAt(2)) : 2));
  }, 0);
}
