// On which days every block of a restored database is read. With a modulus of n days that is every n-th day, counted from
// 1970-01-01 in UTC, and each database has its own remainder: that of Python 2's hash of a text, which is the database's name
// unless the site says otherwise. So the days of many databases are spread, and a site that comes from the old toolset keeps
// its calendar. Days are UTC days throughout: they begin at midnight UTC, whatever the host's zone.
import { DateTime } from 'luxon';
import { pythonHash } from './python-hash.ts';

/** One day in so many, chosen by a text. */
export interface ValidationRule {
  readonly text: string;
  /** At least 1. */
  readonly modulusDays: number;
}

export interface ValidationDay {
  /** Midnight UTC. */
  readonly date: DateTime;
  /** From today; 0 is today. */
  readonly daysAhead: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Today, or the first one after it. */
export function nextValidationDay(rule: ValidationRule, now: DateTime): ValidationDay {
  const today = dayNumber(now);
  const daysAhead = remainder(remainderOf(rule) - BigInt(today), rule.modulusDays);
  return { date: dayFrom(today + daysAhead), daysAhead };
}

/** Midnight UTC of today, or of the last one before it. */
export function lastValidationDay(rule: ValidationRule, now: DateTime): DateTime {
  const today = dayNumber(now);
  return dayFrom(today - remainder(BigInt(today) - remainderOf(rule), rule.modulusDays));
}

function remainderOf({ text, modulusDays }: ValidationRule): bigint {
  return BigInt(remainder(pythonHash(text), modulusDays));
}

/** As Python takes it: never negative. */
function remainder(value: bigint, modulus: number): number {
  const divisor = BigInt(modulus);
  return Number(((value % divisor) + divisor) % divisor);
}

function dayNumber(instant: DateTime): number {
  return Math.floor(instant.toMillis() / dayMs);
}

function dayFrom(number: number): DateTime {
  return DateTime.fromMillis(number * dayMs, { zone: 'utc' });
}
