import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '#core/durations.ts';

const rows: ReadonlyArray<readonly [seconds: number, text: string]> = [
  [0, '0:00:00'],
  [237, '0:03:57'],
  [3600, '1:00:00'],
  [86_399, '23:59:59'],
  [86_400, '1 day, 0:00:00'],
  [190_801, '2 days, 5:00:01'],
  [-5, '-0:00:05'],
];

describe('durations', () => {
  it.each(rows)('shows %d seconds as %s', (seconds, text) => {
    const shown = formatDuration(seconds * 1000);

    expect(shown).toBe(text);
  });

  it.each(rows)('reads %d seconds back from %s', (seconds, text) => {
    const read = parseDuration(text);

    expect(read).toBe(seconds * 1000);
  });

  it('leaves out the part of a second', () => {
    const shown = formatDuration(1999);

    expect(shown).toBe('0:00:01');
  });

  it.each(['', '57', '3:57', '0:60:00', '0:00:61', 'a day'])('does not take %j for a duration', (text) => {
    const read = parseDuration(text);

    expect(read).toBeUndefined();
  });
});
