import { OracleError } from '#lab/oracle/oracle-error.ts';
import { dateOf, formatDate, instantOf } from './format-date.ts';
import { formatNumber, parseNumber, plainNumber } from './format-number.ts';
import { parseDate } from './parse-date.ts';
import { strict } from './text-runtime.ts';

const dayMs = 86_400_000;

/** What Oracle's number and date functions and conversions do, for SQLite to call. */
export const valueRuntime = {
  ora_number_text: strict(plainNumber),
  ora_parse_number: strict((value: string | number) => (typeof value === 'number' ? value : parseNumber(value))),
  ora_format_number: strict((value: number, model: string) => formatNumber(value, model)),
  ora_date_text: strict((value: string, model: string) => formatDate(value, model) || null),
  ora_parse_date: strict(parseDate),
  ora_divide: strict((dividend: number, divisor: number) => {
    if (divisor === 0) throw new OracleError('ORA-01476: divisor is equal to zero');
    return dividend / divisor;
  }),
  ora_ceil: strict(Math.ceil),
  ora_floor: strict(Math.floor),
  ora_sign: strict(Math.sign),
  ora_power: strict(Math.pow),
  ora_mod: strict((dividend: number, divisor: number) => (divisor === 0 ? dividend : dividend % divisor)),
  ora_trunc: strict((value: number, places: number) => scaled(value, places, Math.trunc)),
  ora_round: strict((value: number, places: number) => scaled(value, places, (scaledValue) => Math.sign(scaledValue) * Math.round(Math.abs(scaledValue)))),
  ora_add_days: strict((day: string, days: number) => dateOf(instantOf(day) + Math.round(days * 86_400) * 1000)),
  ora_days_between: strict((later: string, earlier: string) => (instantOf(later) - instantOf(earlier)) / dayMs),
  ora_add_months: strict(addMonths),
  ora_last_day: strict((day: string) => `${dateOf(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).slice(0, 10)}${day.slice(10)}`),
  ora_trunc_date: strict(truncateDate),
  ora_round_date: strict((day: string, unit: string) => truncateDate(unit.toUpperCase() === 'DD' ? dateOf(instantOf(day) + dayMs / 2) : day, unit)),
  ora_single: (rows: number, value: string | number | null) => {
    if (rows > 1) throw new OracleError('ORA-01427: single-row subquery returns more than one row');
    return value;
  },
};

function scaled(value: number, places: number, round: (value: number) => number): number {
  return places >= 0 ? Number(`${round(Number(`${value}e${places}`))}e-${places}`) : round(value / 10 ** -places) * 10 ** -places;
}

/** The last day of a month stays a last day. */
function addMonths(day: string, months: number): string {
  const [year, month, dayOfMonth] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  const lastHere = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const target = month - 1 + Math.trunc(months);
  const lastThere = new Date(Date.UTC(year, target + 1, 0)).getUTCDate();
  const chosen = dayOfMonth === lastHere ? lastThere : Math.min(dayOfMonth, lastThere);
  return `${dateOf(Date.UTC(year, target, chosen)).slice(0, 10)}${day.slice(10)}`;
}

function truncateDate(day: string, unit: string): string {
  const upper = unit.toUpperCase();
  if (['DD', 'DDD', 'J'].includes(upper)) return `${day.slice(0, 10)} 00:00:00`;
  if (['HH', 'HH24', 'HH12'].includes(upper)) return `${day.slice(0, 13)}:00:00`;
  if (upper === 'MI') return `${day.slice(0, 16)}:00`;
  if (['MM', 'MON', 'MONTH'].includes(upper)) return `${day.slice(0, 7)}-01 00:00:00`;
  if (['YYYY', 'YEAR', 'YY', 'Y'].includes(upper)) return `${day.slice(0, 4)}-01-01 00:00:00`;
  if (upper !== 'IW') throw new OracleError('ORA-01898: too many precision specifiers');
  const weekday = (new Date(instantOf(day)).getUTCDay() + 6) % 7;
  return `${dateOf(instantOf(day) - weekday * dayMs).slice(0, 10)} 00:00:00`;
}
