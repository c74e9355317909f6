import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialsFileSettings, readCredentials } from '#core/config/credentials.ts';
import type { StorageSystem } from '#core/config/schema.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const zfsText = '[zfscredentials]\nzfsuser: backup\nzfspassword: p%%w;x\n';

describe('credentials of a storage system', () => {
  it.each<[StorageSystem, string, string]>([
    ['zfssa', 'zfscredentials.cfg', '[zfscredentials]\nzfsuser: u\nzfspassword = p\n'],
    ['ontap', 'netappcredentials.cfg', '[netappcredentials]\nuser: u\npassword: p\n'],
    ['softnas', 'softnascredentials.cfg', '[credentials]\nuser: u\npassword: p\n'],
    ['dorado', 'huaweidoradocredentials.cfg', '[credentials]\nuser: u\npassword: p\n'],
  ])('of %s come from %s', (system, name, text) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, name), text, { mode: 0o600 });

    const credentials = readCredentials(system, { directory: folder.path, env: {} });

    expect(credentials).toEqual({ user: 'u', password: 'p' });
  });

  it('are read in the dialect of the configuration', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'zfscredentials.cfg'), zfsText, { mode: 0o600 });

    const { password } = readCredentials('zfssa', { directory: folder.path, env: {} });

    expect(password).toBe('p%w;x');
  });

  it('bring settings of their own along for ONTAP', () => {
    using folder = temporaryFolder();
    const text = '[netappcredentials]\nuser: u\npassword: p\n[netapp]\nsvm: own\n';
    writeFileSync(join(folder.path, 'netappcredentials.cfg'), text, { mode: 0o600 });

    expect(credentialsFileSettings('ontap', folder.path)).toEqual({ svm: 'own' });
    expect(credentialsFileSettings('zfssa', folder.path)).toEqual({});
  });

  it('come from the environment without a file', () => {
    using folder = temporaryFolder();
    const env = { ICB_ZFSSA_USER: 'u', ICB_ZFSSA_PASSWORD: 'p', ICB_NETAPP_USER: 'n', ICB_ONTAP_PASSWORD: 'q' };

    const found = (['zfssa', 'ontap'] as const).map((system) => readCredentials(system, { directory: folder.path, env }));

    expect(found).toMatchObject([
      { user: 'u', password: 'p' },
      { user: 'n', password: 'q' },
    ]);
  });

  it('may come from both, the environment first', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'zfscredentials.cfg'), zfsText, { mode: 0o600 });

    const credentials = readCredentials('zfssa', { directory: folder.path, env: { ICB_ZFSSA_PASSWORD: 'other', ICB_ZFSSA_USER: '' } });

    expect(credentials).toMatchObject({ user: 'backup', password: 'other' });
  });

  it.each([0o640, 0o604, 0o644, 0o660, 0o602])('are refused when the file has mode %o', (mode) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'zfscredentials.cfg');
    writeFileSync(file, zfsText);
    chmodSync(file, mode);

    const read = (): unknown => readCredentials('zfssa', { directory: folder.path, env: {} });

    expect(read).toThrow(expect.objectContaining({ name: 'ConfigurationError', hint: `run: chmod 600 ${file}` }));
  });

  it('name a chmod that works for any path', () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "it's here; rm", 'zfscredentials.cfg');
    const directory = join(folder.path, "it's here; rm");
    mkdirSync(directory);
    writeFileSync(file, zfsText, { mode: 0o644 });

    const read = (): unknown => readCredentials('zfssa', { directory, env: {} });

    const quoted = String.raw`'${folder.path}/it'\''s here; rm/zfscredentials.cfg'`;
    expect(read).toThrow(expect.objectContaining({ hint: `run: chmod 600 ${quoted}` }));
  });

  it('are told to be missing with both ways to give them', () => {
    using folder = temporaryFolder();

    const read = (): unknown => readCredentials('zfssa', { directory: folder.path, env: { ICB_ZFSSA_USER: 'u' } });

    expect(read).toThrow(
      expect.objectContaining({
        message: `no credentials for zfssa: ${folder.path}/zfscredentials.cfg does not exist`,
        hint: expect.stringContaining('ICB_ZFSSA_USER and ICB_ZFSSA_PASSWORD'),
      }),
    );
  });

  it.each([
    ['[zfscredentials]\nzfsuser: u\nzfspassword:\n', 'zfspassword is missing in [zfscredentials]'],
    ['[zfs]\nzfsuser: u\nzfspassword: hunter2\n', 'zfsuser is missing in [zfscredentials]'],
    ['[zfscredentials]\nzfsuser: u\nzfspassword: hunter2%\n', ':3: zfspassword in [zfscredentials]: % must be followed by (name)s, or be written %%'],
    ['[zfscredentials]\nzfsuser: u\nzfspassword hunter2\n', ':3: neither a [section] nor a key followed by : or ='],
  ])('are refused without showing them: %j', (text, message) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'zfscredentials.cfg'), text, { mode: 0o600 });

    const read = (): unknown => readCredentials('zfssa', { directory: folder.path, env: {} });

    expect(read).toThrow(message);
    expect(read).not.toThrow('hunter2');
  });
});
