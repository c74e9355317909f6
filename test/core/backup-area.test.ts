import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeBackupArea } from '#core/backup-area.ts';
import { temporaryFolder } from './temporary-folder.ts';

const patient = { requireMount: false, timeoutMs: 20_000, signal: new AbortController().signal };

describe('probeBackupArea', () => {
  it('finds a folder it can write usable, and leaves nothing in it', async () => {
    using folder = temporaryFolder();
    const area = join(folder.path, `it's "odd" $HOME`);
    mkdirSync(area);

    const found = await probeBackupArea({ ...patient, area });

    expect(found.realPath).toBe(area);
    expect(readdirSync(area)).toEqual([]);
  });

  it('follows a symbolic link to the area', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'area'));
    symlinkSync('area', join(folder.path, 'link'));

    const found = await probeBackupArea({ ...patient, area: join(folder.path, 'link') });

    expect(found.realPath).toBe(join(folder.path, 'area'));
  });

  it('writes into no file that is there, whatever its name, and removes what probes of its own left long ago', async () => {
    using folder = temporaryFolder();
    const area = join(folder.path, 'area');
    mkdirSync(area);
    const precious = join(folder.path, 'precious');
    writeFileSync(precious, 'image copy');
    const name = `.icb-probe.${hostname()}.${process.getuid?.() ?? 0}`;
    linkSync(precious, join(area, name));
    symlinkSync(precious, join(area, `${name}.link`));
    for (const file of [`${name}.old`, `${name}.young`, '.icb-probe.elsewhere.0.old']) writeFileSync(join(area, file), '');
    for (const file of [`${name}.old`, '.icb-probe.elsewhere.0.old']) utimesSync(join(area, file), 1_750_000_000, 1_750_000_000);

    await probeBackupArea({ ...patient, area });

    expect(readFileSync(precious, 'utf8')).toBe('image copy');
    expect(readdirSync(area).toSorted()).toEqual(['.icb-probe.elsewhere.0.old', name, `${name}.link`, `${name}.young`].toSorted());
  });

  it('says that an area is missing, and does not create it', async () => {
    using folder = temporaryFolder();
    const area = join(folder.path, 'demo-backup', 'orcl');

    const probing = probeBackupArea({ ...patient, area });

    await expect(probing).rejects.toMatchObject({ exitCode: 2, message: `the backup area ${area} does not exist`, hint: expect.stringContaining('mount its share') });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('says that an area is a file', async () => {
    using folder = temporaryFolder();
    const area = join(folder.path, 'orcl');
    writeFileSync(area, '');

    const probing = probeBackupArea({ ...patient, area });

    await expect(probing).rejects.toMatchObject({ exitCode: 2, message: `the backup area ${area} is a regular empty file, not a folder` });
  });

  it('says that a file is in the path of the area', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), '');

    const probing = probeBackupArea({ ...patient, area: join(folder.path, 'file', 'orcl') });

    await expect(probing).rejects.toThrow('does not exist, a file is in its path');
  });

  it('refuses an area on the root file system where a mount is required, before it writes anything', async () => {
    const probing = probeBackupArea({ ...patient, area: '/etc', requireMount: true });

    await expect(probing).rejects.toMatchObject({
      exitCode: 2,
      message: 'the backup area /etc is not on a mounted file system',
      hint: expect.stringContaining('requiremount: false'),
    });
  });

  it('ends when it is cancelled', async () => {
    using folder = temporaryFolder();
    const reason = new Error('interrupted by SIGTERM');

    const probing = probeBackupArea({ ...patient, area: folder.path, signal: AbortSignal.abort(reason) });

    await expect(probing).rejects.toBe(reason);
  });
});
