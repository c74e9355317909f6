import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { warnOfRepeatedHour } from '#workflows/point-in-time/repeated-hour.ts';
import { recordedLog } from '../../core/recorded-log.ts';

it.each([
  ['2024-10-27T00:30:00Z', []],
  ['2024-10-27T01:30:00Z', [expect.stringContaining('2024-10-27 02:30:00 exists twice in Europe/Berlin')]],
  ['2024-10-27T02:30:00Z', []],
])('warns of %s only when recovery would stop an hour before it', (target, expected) => {
  const log = recordedLog();

  warnOfRepeatedHour(log, DateTime.fromISO(target, { zone: 'utc' }), 'Europe/Berlin');

  expect(log.lines.map(({ message }) => message)).toEqual(expected);
});
