import { expect, it } from 'vitest';
import { sizeWords } from '#reports/fleet/size-words.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 kB'],
  [104_354_938_470, '97.2 GB'],
  [880_468_295_680, '820 GB'],
  [2_638_827_906_662, '2.4 TB'],
  [2 ** 62, '4096 PB'],
])('says of %d bytes: %s', (bytes, expected) => {
  expect(sizeWords(bytes)).toBe(expected);
});
