import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalogPassword } from '#core/config/catalog-credentials.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('the password of the result catalog', () => {
  it('comes from the file, or from the environment before it', () => {
    using folder = temporaryFolder();
    writeLogin(folder.path, '[credentials]\nuser: Results\npassword: p%%w;x\n');

    expect(readCatalogPassword('results', { directory: folder.path, env: {} })).toBe('p%w;x');
    expect(readCatalogPassword('results', { directory: folder.path, env: { ICB_CATALOG_PASSWORD: 'other' } })).toBe('other');
  });

  it.each([
    ['of another user', '[credentials]\nuser: scott\npassword: tiger-1\n', 0o600, /is for user scott, but autorestorecatalog names user results$/],
    ['that is missing', '[credentials]\nuser: results\n', 0o600, /^no password for user results of the result catalog in /],
    ['others can read', '[credentials]\npassword: tiger-1\n', 0o644, /can be read or changed by other users$/],
  ])('refuses one %s', (_, text, mode, message) => {
    using folder = temporaryFolder();
    writeLogin(folder.path, text, mode);

    const read = (): string => readCatalogPassword('results', { directory: folder.path, env: {} });

    expect(read).toThrow(message);
    expect(read).not.toThrow(/tiger-1/);
  });

  it('refuses that of another user in the environment', () => {
    const env = { ICB_CATALOG_USER: 'scott', ICB_CATALOG_PASSWORD: 'p' };

    expect(() => readCatalogPassword('results', { directory: '/nowhere', env })).toThrow('is for user scott');
  });
});

function writeLogin(folder: string, text: string, mode = 0o600): void {
  writeFileSync(join(folder, 'catalogcredentials.cfg'), text, { mode });
}
