import { expect, it } from 'vitest';
import { pythonHash } from '#core/python-hash.ts';

// What a 64-bit Python 2.7 prints: widely published for "a", "foo" and "bar", and test vectors of projects that reproduce it.
it.each([
  ['', 0n],
  ['a', 12416037344n],
  ['b', 12544037731n],
  ['foo', -4177197833195190597n],
  ['bar', 327024216814240868n],
  ['baz', 327024216814240876n],
  ['abc', 1453079729188098211n],
  ['asd', 1453079729203098327n],
  ['qwe', 1882935602998924874n],
  ['resumé', -345923677783396773n],
  ['你好', -1518367109890466456n],
])('hashes %j as Python 2 does', (text, hash) => {
  expect(pythonHash(text)).toBe(hash);
});
