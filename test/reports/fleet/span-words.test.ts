import { expect, it } from 'vitest';
import { spanWords } from '#reports/fleet/span-words.ts';

it.each([
  [0, '0 s'],
  [999, '0 s'],
  [59_999, '59 s'],
  [90_000, '1 min'],
  [3_600_000, '1 h'],
  [19_200_000, '5 h 20 min'],
  [273_600_000, '3 d 4 h'],
  [-7_200_000, '-2 h'],
])('says of %d ms: %s', (spanMs, expected) => {
  expect(spanWords(spanMs)).toBe(expected);
});
