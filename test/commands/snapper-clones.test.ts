import { existsSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#commands/message-log.ts';
import { clone, dropclone } from '#commands/snapper/clones.ts';
import { loadConfiguration } from '#core/config/configuration.ts';
import { openSnapperLab } from './snapper-lab.ts';

function callOf(lab: Awaited<ReturnType<typeof openSnapperLab>>) {
  const { world } = lab.contextOf().context;
  return { database: 'orcl', configuration: loadConfiguration(lab.file), world, log: silentLog, dryRun: false, readMounts: () => [] };
}

function unused(): never {
  throw new Error('not expected');
}

/** A storage system that makes clones but cannot tell where they are. */
function openForgetful(dropClone: (name: string) => Promise<void>) {
  return {
    ownsSnapshot: unused,
    listSnapshots: unused,
    createSnapshot: unused,
    dropSnapshot: unused,
    cloneSnapshot: async (origin: string, name: string) => ({ name, origin, mountPoint: '' }),
    listClones: unused,
    dropClone,
    mountSource: () => Promise.reject(new Error('look-up failed')),
    [Symbol.asyncDispose]: async () => {},
  };
}

const mount = 'mount -t nfs -o rw,bg,soft,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600';

describe('icb snapper clone', () => {
  it('prints name, mount point and the whole mount command', async () => {
    await using lab = await openSnapperLab();
    const id = await lab.takeSnapshot();
    const name = `${id}-clone-${lab.clock.now().toLocal().toFormat("yyyyMMdd'T'HHmmss")}`;

    const { exitCode, stdout } = await lab.snapper('clone', id);

    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      `Clone created: ${name} [${id}]`,
      `Mount point: /export/demo-backup/${name}`,
      'Mount command, for root, with the folder to mount it on:',
      `${mount} 127.0.0.1:/export/demo-backup/${name} <mount_directory>`,
      'On a host without Direct NFS write hard instead of soft: Oracle refuses soft mounts there (ORA-27054).',
      '',
    ]);
    expect(existsSync(lab.appliance.shareFolder(name))).toBe(true);
  });

  it('gives programs the same', async () => {
    await using lab = await openSnapperLab();
    const id = await lab.takeSnapshot();

    const { stdout } = await lab.snapper('clone', id, { json: true });

    const clone: { name: string; mountSource: string; mountCommand: string } = JSON.parse(stdout);
    expect(clone).toMatchObject({ origin: id, mountPoint: `/export/demo-backup/${clone.name}` });
    expect(clone.mountCommand).toBe(`${mount} ${clone.mountSource} <mount_directory>`);
  });

  it('of a snapshot that does not exist fails and leaves nothing', async () => {
    await using lab = await openSnapperLab();

    const cloning = lab.snapper('clone', 'orcl-20200101T000000');

    await expect(cloning).rejects.toMatchObject({ name: 'SnapshotNotFoundError', exitCode: 1, hint: expect.stringContaining('list') });
    expect((await lab.snapper('listclones', undefined, { json: true })).stdout).toBe('[]\n');
  });
});

describe('a clone whose mount point cannot be found out', () => {
  it('is dropped again', async () => {
    await using lab = await openSnapperLab();
    const dropped: string[] = [];
    const storage = openForgetful(async (name) => void dropped.push(name));

    const cloning = clone({ ...callOf(lab), storage, word: 's1' });

    await expect(cloning).rejects.toThrow('look-up failed');
    expect(dropped).toEqual([expect.stringMatching(/^orcl_s1_clone_/)]);
  });

  it('is named with the command that drops it, when that fails too', async () => {
    await using lab = await openSnapperLab();
    const storage = openForgetful(() => Promise.reject(new Error('busy')));

    const cloning = clone({ ...callOf(lab), storage, word: 's1' });

    await expect(cloning).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^clone orcl_s1_clone_\w+ was made, but neither/),
      hint: expect.stringMatching(/^drop it with: icb snapper orcl dropclone orcl_s1_clone_\w+$/),
    });
  });
});

describe('icb snapper listclones and dropclone', () => {
  it('list a clone and drop it', async () => {
    await using lab = await openSnapperLab();
    const id = await lab.takeSnapshot();
    const clone: { name: string } = JSON.parse((await lab.snapper('clone', id, { json: true })).stdout);

    const people = await lab.snapper('listclones');
    const programs = await lab.snapper('listclones', undefined, { json: true });
    const dropped = await lab.snapper('dropclone', clone.name);

    expect(people.stdout).toBe(`${clone.name} [${id}] [mount point: /export/demo-backup/${clone.name}]\n`);
    expect(JSON.parse(programs.stdout)).toEqual([{ name: clone.name, origin: id, mountPoint: `/export/demo-backup/${clone.name}` }]);
    expect(dropped).toEqual({ exitCode: 0, stdout: 'Clone dropped.\n', stderr: '' });
    expect(existsSync(lab.appliance.shareFolder(clone.name))).toBe(false);
  });

  it('refuse to drop the backup volume itself', async () => {
    await using lab = await openSnapperLab();

    const dropping = lab.snapper('dropclone', 'orcl');

    await expect(dropping).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('backup volume itself') });
    expect(existsSync(lab.appliance.shareFolder('orcl'))).toBe(true);
  });
});

describe('icb snapper dropclone while this host has the clone mounted', () => {
  const clones = { ...openForgetful(async () => {}), listClones: async () => [{ name: 'copy', origin: 's1', mountPoint: '/export/p/copy' }], mountSource: async () => 'filer:/export/p/copy' };
  const local = { mountPoint: '/', fileSystem: 'ext4', source: '/dev/sda1' };

  it.each([
    ['as it is exported', 'filer:/export/p/copy', 'nfs'],
    ['by another name of the filer', '10.0.0.1:/export/p/copy', 'nfs4'],
    ['without the beginning that NFS 4 leaves out', 'filer:/p/copy', 'nfs4'],
  ])('%s refuses, naming where, and drops nothing', async (_, source, fileSystem) => {
    await using lab = await openSnapperLab();
    const dropped: string[] = [];
    const storage = { ...clones, dropClone: async (name: string) => void dropped.push(name) };
    const readMounts = () => [local, { mountPoint: '/mnt/restore', fileSystem, source }];

    const dropping = dropclone({ ...callOf(lab), storage, word: 'copy', readMounts });

    await expect(dropping).rejects.toMatchObject({ exitCode: 3, message: `clone copy is mounted on /mnt/restore (${source}): a database may be running on it`, hint: expect.stringContaining('umount /mnt/restore') });
    expect(dropped).toEqual([]);
  });

  it('drops it when only other clones are mounted', async () => {
    await using lab = await openSnapperLab();
    const dropped: string[] = [];
    const storage = { ...clones, dropClone: async (name: string) => void dropped.push(name) };
    const mounts = [local, { mountPoint: '/mnt/restore', fileSystem: 'nfs', source: 'filer:/export/p/copy2' }];

    await dropclone({ ...callOf(lab), storage, word: 'copy', readMounts: () => mounts });

    expect(dropped).toEqual(['copy']);
  });
});

describe('icb snapper autoclone', () => {
  it('clones the newest snapshot that is old enough, under the configured name', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ hours: 1 });
    const oldEnough = await lab.takeSnapshot();
    lab.appliance.takeScheduledSnapshot('orcl');
    lab.clock.advance({ hours: 12 });
    await lab.takeSnapshot();

    const { stdout } = await lab.snapper('autoclone', undefined, { json: true });

    expect(JSON.parse(stdout)).toMatchObject({ name: 'autorestore_orcl', origin: oldEnough, mountPoint: '/export/demo-backup/autorestore_orcl' });
  });

  it('fails when no snapshot is old enough', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();

    const cloning = lab.snapper('autoclone');

    await expect(cloning).rejects.toMatchObject({ exitCode: 1, message: 'orcl has no snapshot that is at least 12 hours old' });
  });

  it('does not tell to drop what is no clone and has its name', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ hours: 13 });
    mkdirSync(lab.appliance.shareFolder('autorestore_orcl'));

    await expect(lab.snapper('autoclone')).rejects.toMatchObject({
      message: expect.stringContaining('autorestore_orcl exists already'),
      hint: expect.stringContaining('it is not a clone of this volume'),
    });
  });
});
