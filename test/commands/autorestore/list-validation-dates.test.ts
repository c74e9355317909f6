import { expect, it } from 'vitest';
import { listValidationDates } from '#commands/autorestore/list-validation-dates.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { offlineCommand } from './offline-command.ts';

// hash('foo') leaves 3 of 30, hash('bar') 8, hash('baz') 16; 2026-11-21 is day 20778, which leaves 18.
const databases = '[foo]\ndbid: 1\n[other]\ndbid: 2\nstringforvalidationmod: bar\n[baz]\ndbid: 3\n';
const monthly = { autorestore: 'autorestoremodulus: 30\n', databases };
const names = ['foo', 'other', 'baz'];

it('lists the next validation day of each database, by the name of the database or the text of its own', () => {
  using folder = temporaryFolder();
  const { configuration, context, screen } = offlineCommand(folder.path, monthly);

  const exitCode = listValidationDates(configuration, names, context);

  expect(exitCode).toBe(0);
  expect(screen()).toEqual({ stdout: 'foo: 2026-12-06 (in 15 days)\nother: 2026-12-11 (in 20 days)\nbaz: 2026-12-19 (in 28 days)\n', stderr: '' });
});

it.each([
  ['2026-12-05T23:59:59Z', 'foo: 2026-12-06 (in 1 day)\n'],
  ['2026-12-06T00:00:00Z', 'foo: 2026-12-06 (today)\n'],
  ['2026-12-06T23:59:59Z', 'foo: 2026-12-06 (today)\n'],
  ['2026-12-07T00:00:00Z', 'foo: 2027-01-05 (in 29 days)\n'],
])('counts days of UTC: at %s it says %s', (now, line) => {
  using folder = temporaryFolder();
  const { configuration, context, screen } = offlineCommand(folder.path, { ...monthly, now });

  listValidationDates(configuration, ['foo'], context);

  expect(screen().stdout).toBe(line);
});

it('is one JSON document for programs', () => {
  using folder = temporaryFolder();
  const { configuration, context, screen } = offlineCommand(folder.path, { ...monthly, json: true });

  listValidationDates(configuration, names, context);

  expect(JSON.parse(screen().stdout)).toEqual([
    { database: 'foo', date: '2026-12-06', days: 15 },
    { database: 'other', date: '2026-12-11', days: 20 },
    { database: 'baz', date: '2026-12-19', days: 28 },
  ]);
});

it.each([
  [false, { stdout: 'no database has validation days, because autorestoremodulus is 0\n', stderr: '' }],
  [true, { stdout: '[]\n', stderr: 'no database has validation days, because autorestoremodulus is 0\n' }],
])('says why there are none (json: %s)', (json, expected) => {
  using folder = temporaryFolder();
  const { configuration, context, screen } = offlineCommand(folder.path, { databases, json });

  expect(listValidationDates(configuration, names, context)).toBe(0);
  expect(screen()).toEqual(expected);
});
