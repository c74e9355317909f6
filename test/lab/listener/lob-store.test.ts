import { expect, it } from 'vitest';
import { LobStore } from '#lab/listener/lob-store.ts';

it.each([
  ['at its end', 6, 'hello world', ' world'],
  ['over what is there', 2, 'hEYlo', 'EY'],
  ['over its end', 4, 'helLO!', 'LO!'],
  ['beyond its end', 8, 'hello  x', 'x'],
])('a LOB is written %s', (_, offset, expected, piece) => {
  const lobs = new LobStore();
  const locator = lobs.add('hello', { isTemporary: true });

  lobs.write(locator, offset, piece);

  expect(lobs.text(locator)).toBe(expected);
});

it('a LOB that is freed has no value, and no other takes its place', () => {
  const lobs = new LobStore();
  const freed = lobs.add('a', { isTemporary: true });

  lobs.free(freed);
  const kept = lobs.add('b', { isTemporary: false });

  expect(() => lobs.text(freed)).toThrow('ORA-22275: invalid LOB locator specified');
  expect(() => lobs.text(Buffer.alloc(3))).toThrow('ORA-22275');
  expect([lobs.text(kept), kept.toString('hex', 0, 12)]).toEqual(['b', '002600040208800000000002']);
});
