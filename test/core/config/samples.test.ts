import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkConfiguration } from '#core/config/check.ts';
import { parseConfiguration } from '#core/config/configuration.ts';
import { credentialsFileSettings, readCredentials } from '#core/config/credentials.ts';
import { renderSample } from '#core/config/sample.ts';
import { databaseSection, settingsSections, storageSystems } from '#core/config/schema.ts';
import { installationRoot } from '#core/installation.ts';

const folder = join(installationRoot, 'config');
const scratch = mkdtempSync(join(tmpdir(), 'icb-samples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.each(storageSystems)('sample configuration for %s', (system) => {
  const file = join(folder, `backup.${system}.sample.cfg`);

  it('is what the schema says', async () => {
    const rendered = renderSample(system);

    // Rewritten by: vitest run -u
    await expect(rendered).toMatchFileSnapshot(file);
  });

  it('loads without an error or a warning', () => {
    const configuration = parseConfiguration({ file, bytes: readFileSync(file) });

    const problems = checkConfiguration(configuration);

    expect(problems).toEqual([]);
    expect(configuration.databases).toEqual(['orcl']);
    expect(configuration.storageChoice('orcl')).toEqual({ builtIn: system });
  });

  it('stays correct when every key in it is set', () => {
    const text = readFileSync(file, 'utf8').replaceAll(/^#(?=\w+: )/gmu, '');
    const configuration = parseConfiguration({ file, bytes: Buffer.from(text) });

    const problems = checkConfiguration(configuration);

    expect(problems).toEqual([]);
    expect(configuration.databases).toEqual(['orcl']);
  });
});

it('has a key of the schema in at least one sample configuration', () => {
  const texts = storageSystems.map((system) => readFileSync(join(folder, `backup.${system}.sample.cfg`), 'utf8')).join('\n');

  const keys = [...settingsSections, databaseSection].flatMap(({ settings }) => settings.map(({ key }) => key));

  expect(keys.filter((key) => !new RegExp(`^#?${key}: .`, 'mu').test(texts))).toEqual([]);
});

it.each(storageSystems.filter((system) => system !== 'openzfs'))('has sample credentials for %s that can be read', (system) => {
  for (const sample of readdirSync(folder).filter((name) => name.includes('credentials'))) {
    const copy = join(scratch, basename(sample).replace('.sample', ''));
    copyFileSync(join(folder, sample), copy);
    chmodSync(copy, 0o600);
  }

  const credentials = readCredentials(system, { directory: scratch, env: {} });

  expect(credentials.user).not.toBe('');
  expect(credentials).toMatchObject({ password: 'change-me' });
  expect(credentialsFileSettings(system, scratch)).toEqual({});
});
