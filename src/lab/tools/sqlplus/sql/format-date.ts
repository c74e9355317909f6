import { dateModel } from './date-model.ts';

// Dates travel as text: DATE 'yyyy-mm-dd hh24:mi:ss', TIMESTAMP WITH TIME ZONE the same with '.ffffff +hh:mm' behind it.

const monthNames = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];
const dayNames = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** Writes a date or timestamp by a format model. @throws {OracleError} ORA-01821 */
export function formatDate(value: string, model: string): string {
  let padded = true;
  let written = '';
  for (const element of dateModel(model)) {
    if (element.kind === 'fill-mode') padded = !padded;
    else if (element.kind === 'text') written += element.text;
    else written += inCaseOf(element.written, field(value, element.name, padded));
  }
  return written;
}

/** The numbers of a date, and as a JavaScript instant as if its wall clock were UTC: good for arithmetic without zones. */
export function instantOf(value: string): number {
  return Date.UTC(
    Number(value.slice(0, 4)), Number(value.slice(5, 7)) - 1, Number(value.slice(8, 10)),
    Number(value.slice(11, 13)), Number(value.slice(14, 16)), Number(value.slice(17, 19)),
  );
}

export function dateOf(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 19).replace('T', ' ');
}

function inCaseOf(written: string, text: string): string {
  if (!/^[A-Z.]+$/.test(text.trim()) || text === '') return text;
  if (written === written.toUpperCase()) return text;
  if (written === written.toLowerCase()) return text.toLowerCase();
  return text.charAt(0) + text.slice(1).toLowerCase();
}

function field(value: string, name: string, padded: boolean): string {
  const number = (digits: number | string, width: number): string => (padded ? String(Number(digits)).padStart(width, '0') : String(Number(digits)));
  const name12 = (names: readonly string[], index: number): string => (padded ? (names[index] ?? '').padEnd(9) : (names[index] ?? ''));
  const hour = Number(value.slice(11, 13));
  const weekday = new Date(instantOf(value)).getUTCDay();
  const zone = value.slice(-6);
  if (name.startsWith('FF')) return value.slice(20, 26).padEnd(9, '0').slice(0, Number(name.slice(2) || 6));
  switch (name) {
    case 'SYYYY': return ` ${value.slice(0, 4)}`;
    case 'YYYY': case 'RRRR': return value.slice(0, 4);
    case 'YYY': return value.slice(1, 4);
    case 'YY': case 'RR': return value.slice(2, 4);
    case 'Y': return value.slice(3, 4);
    case 'MM': return number(value.slice(5, 7), 2);
    case 'MON': return (monthNames[Number(value.slice(5, 7)) - 1] ?? '').slice(0, 3);
    case 'MONTH': return name12(monthNames, Number(value.slice(5, 7)) - 1);
    case 'DD': return number(value.slice(8, 10), 2);
    case 'DAY': return name12(dayNames, weekday);
    case 'DY': return (dayNames[weekday] ?? '').slice(0, 3);
    case 'D': return String(weekday + 1);
    case 'HH24': return number(hour, 2);
    case 'HH': case 'HH12': return number(hour % 12 === 0 ? 12 : hour % 12, 2);
    case 'MI': return number(value.slice(14, 16), 2);
    case 'SS': return number(value.slice(17, 19), 2);
    case 'SSSSS': return number(hour * 3600 + Number(value.slice(14, 16)) * 60 + Number(value.slice(17, 19)), 5);
    case 'AM': case 'PM': return hour < 12 ? 'AM' : 'PM';
    case 'A.M.': case 'P.M.': return hour < 12 ? 'A.M.' : 'P.M.';
    case 'TZH': return zone.slice(0, 3);
    case 'TZM': return zone.slice(4, 6);
    case 'TZR': return zone;
    case 'Q': return String(Math.ceil(Number(value.slice(5, 7)) / 3));
    default: return calendarField(value, name, number);
  }
}

/** The elements that count days: of the year, of ISO weeks, of the Julian calendar. */
function calendarField(value: string, name: string, number: (digits: number, width: number) => string): string {
  const dayMs = 86_400_000;
  const day = instantOf(`${value.slice(0, 10)} 00:00:00`);
  const dayOfYear = (day - Date.UTC(Number(value.slice(0, 4)), 0, 1)) / dayMs + 1;
  if (name === 'DDD') return number(dayOfYear, 3);
  if (name === 'WW') return number(Math.ceil(dayOfYear / 7), 2);
  if (name === 'W') return String(Math.ceil(Number(value.slice(8, 10)) / 7));
  if (name === 'J') return String(day / dayMs + 2_440_588);
  const thursday = new Date(day + (3 - ((new Date(day).getUTCDay() + 6) % 7)) * dayMs);
  if (name === 'IYYY') return String(thursday.getUTCFullYear());
  return number(Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / dayMs / 7) + 1, 2);
}
