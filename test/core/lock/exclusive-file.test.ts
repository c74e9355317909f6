import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createExclusively } from '#core/lock/exclusive-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const owner = { host: 'db01', machineId: '', bootId: '', pidNamespace: '', pid: 10, startTicks: '500' };

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(code), { code, errno, syscall: 'link' });
}

describe('createExclusively', () => {
  it('creates a file once', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup.lck');

    const first = await createExclusively({ path, content: 'first', owner });
    const second = await createExclusively({ path, content: 'second', owner });

    expect([first, second]).toEqual([true, false]);
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(readdirSync(folder.path)).toEqual(['backup.lck']);
  });

  it('believes the link count when NFS reports a link that happened as failed', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup.lck');

    const created = await createExclusively({
      path,
      content: 'ours',
      owner,
      link: async (existing, target) => {
        await link(existing, target);
        throw systemError('EEXIST', -17);
      },
    });

    expect(created).toBe(true);
    expect(readdirSync(folder.path)).toEqual(['backup.lck']);
  });

  it('believes the link count when a link is reported that did not happen', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup.lck');
    writeFileSync(path, 'theirs');

    const created = await createExclusively({ path, content: 'ours', owner, link: () => Promise.resolve() });

    expect(created).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('says that a file system without hard links will not do', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup.lck');

    const creating = createExclusively({ path, content: 'ours', owner, link: () => Promise.reject(systemError('EPERM', -1)) });

    await expect(creating).rejects.toMatchObject({
      exitCode: 2,
      message: `cannot create the lock ${path}: operation not permitted`,
      hint: 'the lock needs a file system that knows hard links, as NFS does',
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
