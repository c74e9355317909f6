import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { storageSystems } from '#core/config/schema.ts';
import { adapters } from '#storage/registry.ts';

describe('the built-in adapters', () => {
  it('are the folders beside the table that hold an adapter, and words of the configuration', () => {
    const folder = new URL('../../src/storage', import.meta.url);
    const folders = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => existsSync(new URL(`${folder.href}/${name}/adapter.ts`))).map(({ name }) => name);

    expect(Object.keys(adapters).sort()).toEqual(folders.sort());
    expect(storageSystems.toSorted()).toEqual(folders);
  });

  it.each(Object.keys(adapters))('are held to the contract: %s', (name) => {
    const test = readFileSync(new URL(`${name}/contract.test.ts`, import.meta.url), 'utf8');

    expect(test).toMatch(/^describeStorageContract\(/m);
  });

  it.each(Object.entries(adapters))('can be loaded: %s', async (_, load) => {
    const { adapter } = await load();

    expect(adapter).toMatchObject({ open: expect.any(Function) });
  });
});
