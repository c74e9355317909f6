import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { lastValidationDay, nextValidationDay } from '#core/validation-calendar.ts';

const at = (iso: string): DateTime => DateTime.fromISO(iso, { setZone: true });

// hash('foo') = -4177197833195190597; Python's remainder by 30 is 3. 2026-11-21 is day 20778, whose remainder is 18.
const foo = { text: 'foo', modulusDays: 30 };

describe('the next validation day', () => {
  it.each([
    ['2026-11-21T06:00:00Z', '2026-12-06', 15],
    ['2026-12-05T23:59:59.999Z', '2026-12-06', 1],
    ['2026-12-06T00:00:00Z', '2026-12-06', 0],
    ['2026-12-06T23:59:59.999Z', '2026-12-06', 0],
    ['2026-12-07T00:00:00Z', '2027-01-05', 29],
  ])('as seen from %s is %s, %i days ahead', (now, date, daysAhead) => {
    const next = nextValidationDay(foo, at(now));

    expect(next.date.toISO()).toBe(`${date}T00:00:00.000Z`);
    expect(next.daysAhead).toBe(daysAhead);
  });

  it('goes by UTC, whatever the zone of the instant', () => {
    expect(nextValidationDay(foo, at('2026-12-05T23:30:00-05:00')).daysAhead).toBe(0);
    expect(nextValidationDay(foo, at('2026-12-06T00:30:00+05:00')).daysAhead).toBe(1);
  });

  it('follows the text, not the database: another text has another day', () => {
    // hash('bar') = 327024216814240868, remainder 8.
    expect(nextValidationDay({ ...foo, text: 'bar' }, at('2026-11-21T06:00:00Z')).date.toISODate()).toBe('2026-12-11');
  });

  it('is today with a modulus of 1', () => {
    expect(nextValidationDay({ text: 'foo', modulusDays: 1 }, at('2026-11-21T06:00:00Z')).daysAhead).toBe(0);
  });

  it('is day 0 of the calendar for an empty text', () => {
    expect(nextValidationDay({ text: '', modulusDays: 7 }, at('1970-01-01T12:00:00Z')).daysAhead).toBe(0);
    expect(nextValidationDay({ text: '', modulusDays: 7 }, at('1970-01-02T12:00:00Z')).daysAhead).toBe(6);
  });
});

describe('the last validation day', () => {
  it.each([
    ['2026-12-05T23:59:59.999Z', '2026-11-06'],
    ['2026-12-06T00:00:00Z', '2026-12-06'],
    ['2027-01-04T23:00:00Z', '2026-12-06'],
  ])('as seen from %s is %s', (now, date) => {
    expect(lastValidationDay(foo, at(now)).toISO()).toBe(`${date}T00:00:00.000Z`);
  });
});
