import { dateModelWidth } from '../sql/date-model.ts';
import { formatDate } from '../sql/format-date.ts';
import { formatNumber, numberInWidth, plainNumber } from '../sql/format-number.ts';
import type { OutputColumn } from '../sql/scope.ts';
import type { CellValue } from '../server/statement-result.ts';
import type { ColumnFormat } from './column-format.ts';
import type { SqlplusSession } from './session.ts';

/** How one column of a report is printed. */
export interface ReportColumn {
  readonly heading: readonly string[];
  readonly width: number;
  readonly alignRight: boolean;
  readonly headingAlign: 'LEFT' | 'CENTER' | 'RIGHT';
  readonly wrapping: 'WRAPPED' | 'TRUNCATED' | 'WORD_WRAPPED';
  readonly noPrint: boolean;
  readonly newValue: string | undefined;
  readonly text: (value: CellValue) => string;
}

/** From the column's type, the settings and what COLUMN says about it. */
export function layoutOf(column: OutputColumn, session: SqlplusSession): ReportColumn {
  const { settings } = session;
  const given: ColumnFormat = session.columns.get(column.heading.toUpperCase()) ?? {};
  const format = given.off === true ? {} : given;
  const nullText = format.nullText ?? settings.text('NULL');
  const heading = format.heading?.split('|') ?? [column.heading];
  const alignRight = column.type.kind === 'number';
  const cells = alignRight ? numberCells(format, heading, session) : textCells(column, format, session);
  return {
    heading,
    width: Math.min(cells.width, settings.number('LINESIZE')),
    alignRight,
    headingAlign: format.justify ?? (alignRight ? 'RIGHT' : 'LEFT'),
    wrapping: format.wrapping ?? (settings.isOn('WRAP') ? 'WRAPPED' : 'TRUNCATED'),
    noPrint: format.noPrint ?? false,
    newValue: format.newValue,
    text: (value) => (value === null ? nullText : cells.text(value)),
  };
}

interface Cells {
  readonly width: number;
  readonly text: (value: string | number) => string;
}

/** A number without format gets NUMWIDTH characters, whatever the heading's width. */
function numberCells({ format }: ColumnFormat, heading: readonly string[], { settings }: SqlplusSession): Cells {
  const model = format ?? settings.text('NUMFORMAT');
  const headingWidth = Math.max(...heading.map((line) => line.length));
  if (model === '') {
    const numberWidth = settings.number('NUMWIDTH');
    return { width: Math.max(numberWidth, headingWidth), text: (value) => numberInWidth(Number(value), numberWidth) };
  }
  const width = Math.max(formatNumber(0, model).length, headingWidth);
  return { width, text: (value) => formatNumber(Number(value), model) };
}

/** Text takes its declared width, a date that of its format; headings longer than that are cut off. */
function textCells({ type, heading }: OutputColumn, { format }: ColumnFormat, session: SqlplusSession): Cells {
  const given = /^A(\d+)$/i.exec(format ?? '')?.[1];
  if (type.kind === 'date' || type.kind === 'timestamp') {
    const model = type.kind === 'date' ? (session.server?.nlsDateFormat ?? 'DD-MON-RR') : 'DD-MON-RR HH.MI.SS.FF AM TZH:TZM';
    const width = type.kind === 'date' ? dateModelWidth(model) : 75;
    return { width: given === undefined ? width : Number(given), text: (value) => formatDate(String(value), model) };
  }
  const declared = type.kind === 'char' ? type.width : Math.max(1, heading.length);
  return {
    width: given === undefined ? Math.max(1, declared) : Number(given),
    text: (value) => (typeof value === 'number' ? plainNumber(value) : value),
  };
}

/** The lines a value takes in its column. A newline in the value begins a new one. */
export function wrapCell({ width, wrapping, alignRight }: ReportColumn, text: string): string[] {
  if (alignRight && text.length > width) return ['#'.repeat(width)];
  return text.split('\n').flatMap((line) => {
    if (line.length <= width) return [line];
    if (wrapping === 'TRUNCATED') return [line.slice(0, width)];
    return wrapping === 'WORD_WRAPPED' ? wrapWords(line, width) : chunks(line, width);
  });
}

function chunks(line: string, width: number): string[] {
  return Array.from({ length: Math.ceil(line.length / width) }, (_, index) => line.slice(index * width, (index + 1) * width));
}

function wrapWords(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (joined.length <= width) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    const pieces = chunks(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? '';
  }
  return [...lines, current];
}
