import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMountFolder } from '#commands/restore/mount-folder.ts';
import type { MountFolderCheck } from '#commands/restore/mount-folder.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

let place: ReturnType<typeof temporaryFolder>;
let folder: string;

beforeEach(() => {
  place = temporaryFolder();
  folder = join(place.path, 'mnt');
  mkdirSync(folder);
});

afterEach(() => place[Symbol.dispose]());

const check = (path: string, changes: Partial<MountFolderCheck> = {}): Promise<string> =>
  checkMountFolder(path, { inUse: [], readMounts: () => [], signal: new AbortController().signal, ...changes });

describe('the folder a clone is mounted on', () => {
  it('is taken without symbolic links', async () => {
    symlinkSync(folder, join(place.path, 'link'));

    expect(await check(join(place.path, 'link'))).toBe(folder);
  });

  it.each([
    ['mnt', 'is not an absolute path'],
    ['/mnt/with blank', 'holds characters that Oracle cannot take'],
    ["/mnt/o'clock", 'holds characters that Oracle cannot take'],
    ['/no/such/folder', 'does not exist'],
  ])('is not %s', async (path, why) => {
    await expect(check(path)).rejects.toMatchObject({ exitCode: 2, message: `mount folder "${path}" ${why}${why.endsWith('take') ? ': allowed are letters, digits and . _ + : ~ -' : ''}` });
  });

  it.each(['/', '/etc', '/usr/local', '/proc/self', '/../'])('is not %s, which belongs to the system', async (path) => {
    await expect(check(path)).rejects.toMatchObject({ exitCode: 3, message: `${path} must not be used: it belongs to the system` });
  });

  it('is not a file, and not full', async () => {
    writeFileSync(join(folder, 'file'), '');

    await expect(check(folder)).rejects.toMatchObject({ message: `mount folder "${folder}" is not empty` });
    await expect(check(join(folder, 'file'))).rejects.toMatchObject({ message: `mount folder "${join(folder, 'file')}" is not a folder` });
  });

  it.skipIf(process.geteuid?.() === 0)('can be written', async () => {
    chmodSync(folder, 0o500);

    await expect(check(folder)).rejects.toMatchObject({ exitCode: 2, message: `mount folder "${folder}" cannot be written` });
  });

  it('is not in use by another mount', async () => {
    const mount = { mountPoint: folder, fileSystem: 'nfs4', source: 'filer:/export/x' };

    await expect(check(folder, { readMounts: () => [mount] })).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('is in use: filer:/export/x is mounted on it') });
    expect(await check(folder, { readMounts: () => [{ ...mount, mountPoint: place.path }] })).toBe(folder);
  });

  it('covers nothing that is needed', async () => {
    const inUse = [{ path: place.path, what: 'the backup area' }];

    await expect(check(folder, { inUse })).rejects.toMatchObject({ exitCode: 3, message: `${folder} must not be used: it lies in ${place.path}, the backup area` });
    expect(await check(folder, { inUse: [{ path: `${folder}-too`, what: 'the backup area' }] })).toBe(folder);
  });
});
