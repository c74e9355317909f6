import { expect, it } from 'vitest';
import { compareVersions, isAtLeast } from '#oracle/oracle-version.ts';

it('orders versions by number, not as text', () => {
  const sorted = ['23.26.0.0.0', '9.2.0.8', '19.0.0.0.0', '11.2.0.4', '23.9', '12.1.0.2.0'].toSorted(compareVersions);

  expect(sorted).toEqual(['9.2.0.8', '11.2.0.4', '12.1.0.2.0', '19.0.0.0.0', '23.9', '23.26.0.0.0']);
});

it.each([
  ['12.1.0.2.0', '12.1', true],
  ['11.2.0.4.0', '12.1', false],
  ['19.0.0.0.0', '18', true],
  ['19', '19.3', true],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});

it('refuses what is no version', () => {
  expect(() => isAtLeast('19c', '12.1')).toThrow('not a version of Oracle: "19c"');
});
