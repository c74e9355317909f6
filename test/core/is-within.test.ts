import { expect, it } from 'vitest';
import { isWithin } from '#core/is-within.ts';

it.each([
  ['/mnt', '/mnt', true],
  ['/mnt/clone', '/mnt', true],
  ['/mnt2', '/mnt', false],
  ['/', '/mnt', false],
  ['/mnt', '/', true],
])('%s is within %s: %s', (path, folder, expected) => {
  expect(isWithin(path, folder)).toBe(expected);
});
