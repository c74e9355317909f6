import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '#core/config/configuration.ts';
import { readCredentials } from '#core/config/credentials.ts';
import { readRegularFile, readRegularFileSync } from '#core/read-regular-file.ts';
import { makeNamedPipe } from './named-pipe.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('reading a regular file', () => {
  it('gives its content and mode, through a link too', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), 'content', { mode: 0o600 });
    symlinkSync('file', join(folder.path, 'link'));

    const read = [readRegularFileSync(join(folder.path, 'file')), await readRegularFile(join(folder.path, 'link'))];

    expect(read.map(({ bytes, mode }) => [bytes.toString(), mode & 0o777])).toEqual([['content', 0o600], ['content', 0o600]]);
  });

  it.each([
    ['a named pipe', (folder: string) => makeNamedPipe(join(folder, 'pipe')), 'it is a named pipe'],
    ['a folder', (folder: string) => folder, 'it is a folder'],
    ['a device', () => '/dev/zero', 'it is a device'],
  ])('refuses %s at once', async (_, make, message) => {
    using folder = temporaryFolder();
    const path = make(folder.path);

    expect(() => readRegularFileSync(path)).toThrow(message);
    await expect(readRegularFile(path)).rejects.toThrow(message);
  });
});

describe('a named pipe', () => {
  it('as configuration file is refused at once', () => {
    using folder = temporaryFolder();
    const path = makeNamedPipe(join(folder.path, 'backup.cfg'));

    expect(() => loadConfiguration(path)).toThrow(`configuration file ${path} cannot be read: it is a named pipe`);
  });

  it('as credentials file is refused at once', () => {
    using folder = temporaryFolder();
    const path = makeNamedPipe(join(folder.path, 'zfscredentials.cfg'));

    expect(() => readCredentials('zfssa', { directory: folder.path, env: {} })).toThrow(`credentials file ${path} cannot be read: it is a named pipe`);
  });
});
