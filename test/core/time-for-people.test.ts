import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { parseTargetTime } from '#core/target-time.ts';
import { timeForPeople } from '#core/time-for-people.ts';

const time = DateTime.fromISO('2024-02-29T23:30:01.250Z', { zone: 'utc' });

it('tells a time in UTC and in the zone of the host, to the second', () => {
  expect(timeForPeople(time, 'Europe/Vienna')).toBe('2024-02-29 23:30:01 UTC (here 2024-03-01 00:30:01)');
});

it('tells it once where the host is in UTC, in a form that can be pasted as a target', () => {
  const told = timeForPeople(time, 'utc');

  expect(told).toBe('2024-02-29 23:30:01 UTC');
  expect(parseTargetTime(told, 'Europe/Vienna').toISO()).toBe('2024-02-29T23:30:01.000Z');
});
