import { expect, it } from 'vitest';
import { Rows } from '#oracle/programs/rows.ts';

const rows = new Rows('x.sql', new Map([['log', ['1|7|/a', '1|8|/b|c']], ['now', ['|12']]]));

it('names the fields, NULL being the empty string', () => {
  expect(rows.one('now', ['time', 'scn'])).toEqual({ time: '', scn: '12' });
});

it('gives the last column the rest of the line', () => {
  expect(rows.all('log', ['thread', 'sequence', 'name'])).toEqual([
    { thread: '1', sequence: '7', name: '/a' },
    { thread: '1', sequence: '8', name: '/b|c' },
  ]);
});

it('has no rows of a kind that was not printed', () => {
  expect(rows.all('nothing', ['a'])).toEqual([]);
});

it('refuses a row with too few values, naming script and kind', () => {
  expect(() => rows.all('now', ['a', 'b', 'c'])).toThrow('x.sql printed a row of kind now with 2 instead of 3 values');
});

it('refuses none or several rows where one is due', () => {
  expect(() => rows.one('nothing', ['a'])).toThrow('x.sql printed no row of kind nothing instead of one');
  expect(() => rows.one('log', ['a'])).toThrow('x.sql printed 2 rows of kind log instead of one');
});
