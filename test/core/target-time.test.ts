import { describe, expect, it } from 'vitest';
import { parseTargetTime } from '#core/target-time.ts';

const zone = 'Europe/Berlin';

describe('a target time', () => {
  it.each([
    ['2016-12-17 20:40:35', '2016-12-17T19:40:35.000Z'],
    ['2016-07-17 20:40', '2016-07-17T18:40:00.000Z'],
    ['2016-07-17T20:40:35', '2016-07-17T18:40:35.000Z'],
    ['2016-12-17T20:40:35Z', '2016-12-17T20:40:35.000Z'],
    ['2016-12-17 20:40:35+02:00', '2016-12-17T18:40:35.000Z'],
    ['2016-12-17T20:40:35.5-0330', '2016-12-18T00:10:35.500Z'],
    ['2016-10-17 07:39:14 UTC', '2016-10-17T07:39:14.000Z'],
    ['2024-10-27T02:30:00+01:00', '2024-10-27T01:30:00.000Z'],
  ])('written as %s is %s', (text, instant) => {
    expect(parseTargetTime(text, zone).toISO()).toBe(instant);
  });

  it.each(['yesterday', '', '2016-12-17', '2016-02-30 10:00:00', '2016-12-17 25:00:00', '20:40:35', '2016-12-17T20:40:35X', '2016-12-17 20:40:35 +02:00x'])(
    'cannot be "%s"',
    (text) => {
      expect(() => parseTargetTime(text, zone)).toThrow(`"${text}" is not a time`);
    },
  );

  it('that summer time skips is refused with the two it can mean', () => {
    expect(() => parseTargetTime('2024-03-31 02:30:00', zone)).toThrow(
      'local time "2024-03-31 02:30:00" does not exist in Europe/Berlin: it can be 2024-03-31T01:30:00+01:00 or 2024-03-31T03:30:00+02:00',
    );
  });

  it('that comes twice in autumn is refused with both', () => {
    expect(() => parseTargetTime('2024-10-27 02:30:00', zone)).toThrow(
      'local time "2024-10-27 02:30:00" exists twice in Europe/Berlin: it can be 2024-10-27T02:30:00+02:00 or 2024-10-27T02:30:00+01:00',
    );
  });

  it('just beside the changes is taken', () => {
    const times = ['2024-03-31 01:59:59', '2024-03-31 03:00:00', '2024-10-27 01:59:59', '2024-10-27 03:00:00'];

    expect(times.map((text) => parseTargetTime(text, zone).toISO())).toEqual([
      '2024-03-31T00:59:59.000Z',
      '2024-03-31T01:00:00.000Z',
      '2024-10-26T23:59:59.000Z',
      '2024-10-27T02:00:00.000Z',
    ]);
  });
});
