import { expect, it } from 'vitest';
import { readLocalTime, readScn, readUtcOffset, readWholeNumber } from '#oracle/programs/printed-values.ts';

it('reads values as our scripts print them', () => {
  const read = [readScn('18446744073709551615'), readWholeNumber('7'), readLocalTime('2024-02-29 23:59:59'), readUtcOffset('-09:30')];

  expect(read).toEqual([18_446_744_073_709_551_615n, 7, '2024-02-29 23:59:59', '-09:30']);
});

it.each([
  [readScn, '1.5E+06'],
  [readScn, ''],
  [readScn, '##########'],
  [readWholeNumber, '1.5E+06'],
  [readWholeNumber, '1,000'],
  [readLocalTime, '21-NOV-26'],
  [readLocalTime, '2023-02-29 00:00:00'],
  [readLocalTime, ''],
  [readUtcOffset, 'UTC'],
  [readUtcOffset, 'Europe/Berlin'],
  [readUtcOffset, '+99:00'],
])('refuses with %o what a glogin.sql made of it: %j', (read: (text: string) => unknown, text) => {
  expect(() => read(text)).toThrow(`SQL*Plus printed ${JSON.stringify(text)} where `);
});
