import { expect, it } from 'vitest';
import { contractTable } from './contract-table.ts';

it('has a row for each case and a column for each system, with what was skipped and why', () => {
  const table = contractTable(
    [
      { system: 'Shelf', name: 'lists', state: 'passed' },
      { system: 'Shelf', name: 'clones', state: 'skipped', need: 'clones' },
      { system: 'Filer', name: 'clones', state: 'failed' },
      { system: 'Filer', name: 'lists', state: 'passed' },
      { system: 'Shelf', name: 'pages', state: 'skipped', need: 'a simulator' },
    ],
    ['lists', 'clones', 'pages'],
  );

  expect(table?.split('\n')).toEqual([
    'Contract of the storage adapters',
    '  A  Filer',
    '  B  Shelf',
    '  a  not tried, since it needs: a simulator',
    '  b  not tried, since it needs: clones',
    '',
    '        A       B',
    'lists   ok      ok',
    'clones  FAILED  b',
    // A case that this run left out says nothing of the system.
    'pages   ?       a',
    '',
  ]);
});

it('is left out when nothing was tried', () => {
  expect(contractTable([], ['lists'])).toBeUndefined();
});
