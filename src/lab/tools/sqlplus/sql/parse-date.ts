import { OracleError } from '#lab/oracle/oracle-error.ts';
import { dateModel } from './date-model.ts';
import type { DateElement } from './date-model.ts';
import { dateOf, instantOf } from './format-date.ts';

const monthNames = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];

interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  afternoon: boolean | undefined;
}

/**
 * Reads a date by a format model as TO_DATE does; what the model leaves out comes from the first of the present month.
 * @throws {OracleError} ORA-01821, ORA-01830, ORA-01839 to ORA-01861
 */
export function parseDate(text: string, model: string, now: string): string {
  const parts: DateParts = {
    year: Number(now.slice(0, 4)), month: Number(now.slice(5, 7)), day: 1, hour: 0, minute: 0, second: 0, afternoon: undefined,
  };
  let rest = text.trim();
  for (const element of dateModel(model)) rest = takeElement(rest, element, parts);
  if (rest.trim() !== '') throw new OracleError('ORA-01830: date format picture ends before converting entire input string');
  if (parts.afternoon !== undefined) parts.hour = (parts.hour % 12) + (parts.afternoon ? 12 : 0);
  return assemble(parts);
}

function takeElement(rest: string, element: DateElement, parts: DateParts): string {
  if (element.kind === 'fill-mode') return rest;
  if (element.kind === 'text') {
    if (rest === '') return rest;
    // punctuation may differ from the model, and may be missing altogether
    return element.text === ' ' ? rest.trimStart() : rest.replace(/^[\s\-/,.;:]/, '');
  }
  return takeField(rest, element.name, parts);
}

function takeField(rest: string, name: string, parts: DateParts): string {
  if (name === 'MON' || name === 'MONTH') return takeMonthName(rest, name, parts);
  if (['AM', 'PM', 'A.M.', 'P.M.'].includes(name)) {
    const found = /^([AP])\.?M\.?/i.exec(rest);
    if (!found) throw new OracleError('ORA-01855: AM/A.M. or PM/P.M. required');
    parts.afternoon = found[1]?.toUpperCase() === 'P';
    return rest.slice(found[0].length);
  }
  const digits = digitsOf(name);
  if (rest === '') {
    if (['HH24', 'HH', 'HH12', 'MI', 'SS'].includes(name)) return rest;
    throw new OracleError('ORA-01840: input value not long enough for date format');
  }
  const found = new RegExp(`^\\d{1,${digits}}`).exec(rest);
  if (!found) throw new OracleError(name === 'MM' ? 'ORA-01843: not a valid month' : 'ORA-01861: literal does not match format string');
  store(name, Number(found[0]), parts);
  return rest.slice(found[0].length);
}

function digitsOf(name: string): number {
  if (['YYYY', 'RRRR', 'SYYYY'].includes(name)) return 4;
  if (name === 'SSSSS') return 5;
  if (['YY', 'RR', 'MM', 'DD', 'HH24', 'HH', 'HH12', 'MI', 'SS'].includes(name)) return 2;
  throw new OracleError('ORA-01820: format code cannot appear in date input format');
}

function takeMonthName(rest: string, name: string, parts: DateParts): string {
  const upper = rest.toUpperCase();
  const index = monthNames.findIndex((month) => upper.startsWith(name === 'MON' ? month.slice(0, 3) : month));
  if (index === -1) throw new OracleError('ORA-01843: not a valid month');
  parts.month = index + 1;
  return rest.slice(name === 'MON' ? 3 : (monthNames[index] ?? '').length);
}

function store(name: string, value: number, parts: DateParts): void {
  const check = (low: number, high: number, message: string): void => {
    if (value < low || value > high) throw new OracleError(message);
  };
  if (name === 'MM') check(1, 12, 'ORA-01843: not a valid month');
  if (name === 'DD') check(1, 31, 'ORA-01847: day of month must be between 1 and last day of month');
  if (name === 'HH24') check(0, 23, 'ORA-01850: hour must be between 0 and 23');
  if (name === 'HH' || name === 'HH12') check(1, 12, 'ORA-01849: hour must be between 1 and 12');
  if (name === 'MI') check(0, 59, 'ORA-01851: minutes must be between 0 and 59');
  if (name === 'SS') check(0, 59, 'ORA-01852: seconds must be between 0 and 59');
  if (name.startsWith('HH')) parts.hour = value;
  else if (name === 'MM') parts.month = value;
  else if (name === 'DD') parts.day = value;
  else if (name === 'MI') parts.minute = value;
  else if (name === 'SS') parts.second = value;
  else if (name === 'SSSSS') [parts.hour, parts.minute, parts.second] = [Math.floor(value / 3600), Math.floor(value / 60) % 60, value % 60];
  else parts.year = name.length === 2 ? centuryOf(name, value, parts.year) + value : value;
}

/** YY stays in the present century; RR takes the nearest one. */
function centuryOf(name: string, value: number, presentYear: number): number {
  const century = Math.floor(presentYear / 100) * 100;
  if (name === 'YY' || value < 50) return century;
  return century - 100;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function assemble(parts: DateParts): string {
  const written = `${String(parts.year).padStart(4, '0')}-${two(parts.month)}-${two(parts.day)} ${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}`;
  if (dateOf(instantOf(written)) !== written) throw new OracleError('ORA-01839: date not valid for month specified');
  return written;
}
