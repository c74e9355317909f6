import { layoutOf, wrapCell } from './report-column.ts';
import type { ReportColumn } from './report-column.ts';
import type { SqlplusSession } from './session.ts';
import type { CellValue, StatementResult } from '../server/statement-result.ts';

type Rows = StatementResult & { readonly kind: 'rows' };

/** Prints the rows of a query: pages with headings, lines folded at LINESIZE, and how many rows there were. */
export function printReport(session: SqlplusSession, { columns, rows }: Rows): void {
  const layout = columns.map((column) => layoutOf(column, session));
  rememberNewValues(session, layout, rows.at(-1));
  const printed = layout.map((column, index) => ({ column, index })).filter(({ column }) => !column.noPrint);
  const lines = foldLines(printed.map(({ column }) => column), session.settings.number('LINESIZE'));
  const page = new Page(session, lines);
  for (const row of rows) page.row(rowLines(row, printed, { lines, session }));
  printFeedback(session, rows.length);
}

/** `N rows selected.` from FEEDBACK rows on; with any feedback at all a blank line ends the rows. */
function printFeedback({ settings, output }: SqlplusSession, count: number): void {
  const threshold = settings.number('FEEDBACK');
  if (threshold === 0) return;
  output.line();
  if (count === 0) output.write('no rows selected\n\n');
  else if (count >= threshold) output.write(`${count} row${count === 1 ? '' : 's'} selected.\n\n`);
}

/** COLUMN ... NEW_VALUE keeps the last row's value in a variable. */
function rememberNewValues(session: SqlplusSession, layout: readonly ReportColumn[], lastRow: readonly CellValue[] | undefined): void {
  if (lastRow === undefined) return;
  layout.forEach(({ newValue, text }, index) => {
    if (newValue !== undefined) session.variables.set(newValue, text(lastRow[index] ?? null).trim());
  });
}

/** Which columns share a line: as many as fit, in order. */
function foldLines(columns: readonly ReportColumn[], lineSize: number): ReportColumn[][] {
  const lines: ReportColumn[][] = [];
  let used = 0;
  for (const column of columns) {
    const line = lines.at(-1);
    if (line !== undefined && used + 1 + column.width <= lineSize) {
      line.push(column);
      used += 1 + column.width;
    } else {
      lines.push([column]);
      used = column.width;
    }
  }
  return lines;
}

interface RowLines {
  readonly lines: readonly string[];
  readonly wrapped: boolean;
}

function rowLines(
  row: readonly CellValue[],
  printed: readonly { readonly column: ReportColumn; readonly index: number }[],
  { lines, session }: { readonly lines: readonly (readonly ReportColumn[])[]; readonly session: SqlplusSession },
): RowLines {
  const separator = session.settings.text('COLSEP');
  const cells = new Map(printed.map(({ column, index }) => [column, wrapCell(column, column.text(row[index] ?? null))]));
  const written = lines.flatMap((line) => {
    const height = Math.max(...line.map((column) => cells.get(column)?.length ?? 1));
    return Array.from({ length: height }, (_, depth) =>
      line.map((column) => aligned(column, cells.get(column)?.[depth] ?? '')).join(separator));
  });
  return { lines: written, wrapped: written.length > 1 };
}

function aligned({ width, alignRight }: ReportColumn, text: string): string {
  return alignRight ? text.padStart(width) : text.padEnd(width);
}

/** Counts lines, and begins a new page with its headings when one is full. */
class Page {
  readonly #session: SqlplusSession;
  readonly #lines: readonly (readonly ReportColumn[])[];
  #used = Number.POSITIVE_INFINITY;

  constructor(session: SqlplusSession, lines: readonly (readonly ReportColumn[])[]) {
    this.#session = session;
    this.#lines = lines;
  }

  row({ lines, wrapped }: RowLines): void {
    const { settings, output } = this.#session;
    const pageSize = settings.number('PAGESIZE');
    if (pageSize > 0 && this.#used + lines.length > pageSize) this.#begin();
    for (const line of lines) output.reportLine(line, settings);
    this.#used += lines.length;
    const separates = settings.text('RECSEP') === 'EACH' || (wrapped && settings.text('RECSEP') === 'WRAPPED');
    if (!separates) return;
    output.reportLine('', settings);
    this.#used += 1;
  }

  #begin(): void {
    const { settings, output } = this.#session;
    for (let blank = 0; blank < settings.number('NEWPAGE'); blank += 1) output.line();
    this.#used = settings.number('NEWPAGE');
    if (!settings.isOn('HEADING')) return;
    for (const line of this.#lines) {
      const depth = Math.max(...line.map(({ heading }) => heading.length));
      for (let row = 0; row < depth; row += 1) {
        const headings = line.map((column) => headingCell(column, column.heading[row - (depth - column.heading.length)] ?? ''));
        output.reportLine(headings.join(settings.text('COLSEP')), settings);
      }
      const underline = settings.text('UNDERLINE');
      if (underline !== '') output.reportLine(line.map(({ width }) => underline.repeat(width)).join(settings.text('COLSEP')), settings);
      this.#used += depth + (underline === '' ? 0 : 1);
    }
  }
}

function headingCell({ width, headingAlign }: ReportColumn, heading: string): string {
  const cut = heading.slice(0, width);
  if (headingAlign === 'RIGHT') return cut.padStart(width);
  if (headingAlign === 'LEFT') return cut.padEnd(width);
  return cut.padStart(cut.length + Math.floor((width - cut.length) / 2)).padEnd(width);
}
