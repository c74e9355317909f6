import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { storageSystems } from '#core/config/schema.ts';
import { openStorage } from '#storage/open-storage.ts';
import { adapters } from '#storage/registry.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { recordedLog } from '../core/recorded-log.ts';

describe('the built-in adapters', () => {
  it('are the folders beside the table, and words of the configuration', () => {
    const folder = new URL('../../src/storage', import.meta.url);
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

    expect(Object.keys(adapters).sort()).toEqual(folders.sort());
    expect(storageSystems).toEqual(expect.arrayContaining(folders));
  });

  it.each(Object.entries(adapters))('can be loaded: %s', async (_, load) => {
    const { adapter } = await load();

    expect(adapter).toMatchObject({ open: expect.any(Function) });
  });

  it('that are not there yet are named', async () => {
    const opening = openStorage({
      choice: { builtIn: 'softnas' },
      database: 'orcl',
      get: () => undefined,
      configDir: '/',
      log: recordedLog(),
      clock: fakeClock('2024-03-05T01:02:03Z'),
      credentials: () => ({ user: '', password: '' }),
    });

    await expect(opening).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('there is no adapter for storage softnas') });
  });
});
