import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLine, replaceFile } from '#core/atomic-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('replaceFile', () => {
  it('creates a file and leaves nothing beside it', async () => {
    using folder = temporaryFolder();

    await replaceFile(join(folder.path, 'autorestore.cfg'), '[dbparams]\n');

    expect(readFileSync(join(folder.path, 'autorestore.cfg'), 'utf8')).toBe('[dbparams]\n');
    expect(readdirSync(folder.path)).toEqual(['autorestore.cfg']);
  });

  it('replaces a file as a whole: who has it open goes on reading the old one', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'autorestore.cfg');
    writeFileSync(path, 'old and long');
    const before = statSync(path).ino;

    await replaceFile(path, 'new');

    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).ino).not.toBe(before);
  });

  it('gives the file exactly the asked mode', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'shared.cfg');

    await replaceFile(path, '', { mode: 0o666 });

    expect(statSync(path).mode & 0o777).toBe(0o666);
  });

  it('leaves the old content and no temporary file when it fails', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'target');
    mkdirSync(path);

    const replacing = replaceFile(path, 'new');

    await expect(replacing).rejects.toMatchObject({ name: 'IcbError', message: expect.stringContaining(`cannot write ${path}: `) });
    expect(readdirSync(folder.path)).toEqual(['target']);
  });

  it('says why when the folder is missing', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'missing', 'target');

    const replacing = replaceFile(path, 'new');

    await expect(replacing).rejects.toThrow(`cannot write ${path}: no such file or directory`);
  });

  it('removes what a killed run left beside this file an hour ago, and nothing else', async () => {
    using folder = temporaryFolder();
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    const names = ['a.cfg.17-00c0ffee.icb-tmp', 'a.cfg.bak', 'b.cfg.17-00c0ffee.icb-tmp'];
    for (const name of names) {
      writeFileSync(join(folder.path, name), '');
      utimesSync(join(folder.path, name), old, old);
    }
    writeFileSync(join(folder.path, 'a.cfg.18-00c0ffee.icb-tmp'), 'of a run that goes on');

    await replaceFile(join(folder.path, 'a.cfg'), 'new');

    expect(readdirSync(folder.path).toSorted()).toEqual(['a.cfg', 'a.cfg.18-00c0ffee.icb-tmp', 'a.cfg.bak', 'b.cfg.17-00c0ffee.icb-tmp']);
  });
});

describe('appendLine', () => {
  it('adds lines one after the other', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'snapshots.jsonl');

    await appendLine(path, '{"id":1}');
    await appendLine(path, '{"id":2}');

    expect(readFileSync(path, 'utf8')).toBe('{"id":1}\n{"id":2}\n');
  });

  it('keeps a line that a crash cut off apart from the next one', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'snapshots.jsonl');
    writeFileSync(path, '{"id":1}\n{"id":');

    await appendLine(path, '{"id":3}');

    expect(readFileSync(path, 'utf8')).toBe('{"id":1}\n{"id":\n{"id":3}\n');
  });

  it('refuses a line that is two', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'snapshots.jsonl');

    const appending = appendLine(path, 'one\ntwo');

    await expect(appending).rejects.toThrow('holds a line break');
    expect(existsSync(path)).toBe(false);
  });

  it('says why it cannot', async () => {
    using folder = temporaryFolder();

    const appending = appendLine(folder.path, 'line');

    await expect(appending).rejects.toThrow(`cannot append to ${folder.path}: illegal operation on a directory`);
  });
});
