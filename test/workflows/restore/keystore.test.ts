import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IcbError } from '#core/errors.ts';
import type { CloneParameters } from '#workflows/restore/clone-parameters.ts';
import { findKeystore, keystoreEntries, writeKeystoreLocation } from '#workflows/restore/keystore.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const { signal } = new AbortController();

function clone(changes: Partial<CloneParameters> = {}): CloneParameters {
  return {
    file: '/mnt/autorestore.cfg',
    initialization: { compatible: '12.2.0' },
    zone: 'UTC',
    isZoneKnown: true,
    lower: undefined,
    upper: undefined,
    resetlogsId: undefined,
    resetlogsScn: undefined,
    changeTrackingFile: undefined,
    encryptedTablespaces: 2,
    databaseVersion: '19.0.0.0.0',
    ...changes,
  };
}

function walletRoot(folder: string): string {
  mkdirSync(join(folder, 'tde'));
  writeFileSync(join(folder, 'tde/cwallet.sso'), 'a keystore');
  return folder;
}

describe('the keystore of a restore', () => {
  it('is asked for by nobody when nothing is encrypted', async () => {
    expect(await findKeystore({ name: 'orcl', walletRoot: undefined }, clone({ encryptedTablespaces: 0 }), signal)).toBeUndefined();
  });

  it('must be configured when something is encrypted', async () => {
    const found = findKeystore({ name: 'orcl', walletRoot: undefined }, clone(), signal);

    await expect(found).rejects.toThrow('orcl has 2 encrypted tablespaces, and the configuration names no keystore');
    await expect(found).rejects.toMatchObject({ name: IcbError.name, exitCode: 1, hint: expect.stringContaining('set autorestorewalletroot in [orcl]') as string });
  });

  it('must open by itself', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'tde'));
    writeFileSync(join(folder.path, 'tde/ewallet.p12'), 'wants a password');

    await expect(findKeystore({ name: 'orcl', walletRoot: folder.path }, clone({ encryptedTablespaces: 1 }), signal)).rejects.toThrow(
      `orcl has 1 encrypted tablespace, and there is no keystore ${folder.path}/tde/cwallet.sso that can be read`,
    );
  });

  it('is named by WALLET_ROOT since 18c', async () => {
    using folder = temporaryFolder();

    const keystore = await findKeystore({ name: 'orcl', walletRoot: walletRoot(folder.path) }, clone(), signal);

    expect(keystoreEntries(keystore)).toEqual([['tde_configuration', 'KEYSTORE_CONFIGURATION=FILE'], ['wallet_root', folder.path]]);
  });

  it.each([{ databaseVersion: '12.2.0.1.0' }, { databaseVersion: undefined }])('is named in sqlnet.ora before (%j)', async (older) => {
    using folder = temporaryFolder();

    const keystore = await findKeystore({ name: 'orcl', walletRoot: walletRoot(folder.path) }, clone(older), signal);
    await writeKeystoreLocation(keystore, folder.path);

    expect(keystoreEntries(keystore)).toEqual([]);
    expect(readFileSync(join(folder.path, 'sqlnet.ora'), 'utf8')).toBe(
      `ENCRYPTION_WALLET_LOCATION = (SOURCE = (METHOD = FILE)(METHOD_DATA = (DIRECTORY = ${folder.path}/tde)))\n`,
    );
  });
});
