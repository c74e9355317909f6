import { OracleError } from '../oracle-error.ts';

// The Scheduler's calendaring syntax, as far as it is checked when it is given (PL/SQL Packages and Types Reference,
// DBMS_SCHEDULER, "Calendaring Syntax"). When the next run is due is not computed.

const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'];
const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const days = 'MON|TUE|WED|THU|FRI|SAT|SUN';

/** What each clause takes: numbers in a range, or words. */
const clauses: Readonly<Record<string, { readonly least: number; readonly most: number; readonly words?: RegExp }>> = {
  INTERVAL: { least: 1, most: 99 },
  BYMONTH: { least: 1, most: 12, words: new RegExp(`^(?:${months})$`, 'u') },
  BYWEEKNO: { least: 1, most: 53 },
  BYYEARDAY: { least: -366, most: 366 },
  BYMONTHDAY: { least: -31, most: 31 },
  BYDAY: { least: 1, most: 0, words: new RegExp(`^-?\\d{0,2}(?:${days})$`, 'u') },
  BYHOUR: { least: 0, most: 23 },
  BYMINUTE: { least: 0, most: 59 },
  BYSECOND: { least: 0, most: 59 },
};

/** @throws {OracleError} ORA-27411 to ORA-27415; which one for what is partly from memory */
export function checkCalendarExpression(expression: string): void {
  const parts = expression.toUpperCase().replaceAll(/\s+/gu, '').split(';').filter((part) => part !== '');
  const [first, ...others] = parts;
  if (first === undefined) throw new OracleError('ORA-27411: empty string is not a valid repeat interval.');
  const frequency = /^FREQ=(.*)$/u.exec(first)?.[1];
  if (frequency === undefined) throw new OracleError('ORA-27415: repeat interval or calendar must start with the FREQ= clause');
  if (!frequencies.includes(frequency)) throw invalid(frequency);
  for (const part of others) checkClause(part);
}

function checkClause(part: string): void {
  const [name = '', values = ''] = part.split('=', 2);
  const clause = clauses[name];
  if (clause === undefined) throw invalid(name);
  for (const value of values.split(',')) {
    if (clause.words?.test(value) === true) continue;
    const number = /^-?\d{1,3}$/u.test(value) ? Number(value) : Number.NaN;
    if (!(number >= clause.least && number <= clause.most)) throw new OracleError(`ORA-27414: Invalid BY value type`, `invalid value ${value} of ${name}`);
  }
}

function invalid(identifier: string): OracleError {
  return new OracleError(`ORA-27412: repeat interval or calendar contains invalid identifier: ${identifier}`);
}
