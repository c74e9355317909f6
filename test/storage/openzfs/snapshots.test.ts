import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startOpenzfs } from './fixture.ts';

const ID = 'orcl-20240305T010203';

describe('every release of zfs', () => {
  it.each(['2.3.1', '2.2.7', 'zfs-fuse'] as const)('gives the same list and does the same: %s', async (release) => {
    await using fixture = await startOpenzfs({ release });
    fixture.addVolume('orcl');
    fixture.write('orcl', 'datafile', 'x'.repeat(10_000));
    await using storage = await fixture.open('orcl');
    const first = await storage.createSnapshot();
    const second = await storage.createSnapshot();
    await zfs(fixture.program, 'hold', 'keep', `tank/demo-backup/orcl@${second}`);
    await storage.cloneSnapshot(first, 'some_clone');

    const snapshots = await storage.listSnapshots();

    const createdAt = new Date('2024-03-05T01:02:03Z');
    expect(snapshots).toEqual([
      { id: ID, createdAt, cloneCount: 1, totalBytes: 10_000, uniqueBytes: 0 },
      { id: 'orcl-20240305T010204', createdAt, cloneCount: 0, totalBytes: 10_000, uniqueBytes: 0, lockedUntil: new Date('9999-12-31T00:00:00Z') },
    ]);
    expect(await storage.listClones()).toEqual([{ name: 'some_clone', origin: first, mountPoint: '/export/demo-backup/some_clone' }]);
    await expect(storage.dropSnapshot(first)).rejects.toThrow('it has clones (tank/demo-backup/some_clone)');
    await storage.dropClone('some_clone');
    await storage.dropSnapshot(first);
    expect((await storage.listSnapshots()).map(({ id }) => id)).toEqual([second]);
  });
});

describe('listing snapshots', () => {
  // Releases with JSON are tried by the contract.
  it.each(['2.2.7', 'zfs-fuse'] as const)('reads 2,500 of them from columns, some with holds: %s', async (release) => {
    await using fixture = await startOpenzfs({ release });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const names = Array.from({ length: 2500 }, (_, index) => `hourly ${String(index).padStart(4, '0')}`);
    fixture.plant?.('orcl', names.toReversed().map((name) => ({ name, createdAt: new Date(Date.UTC(2023, 0, 1, Number(name.slice(7)))), totalBytes: 2 ** 50, uniqueBytes: 1 })));
    await zfs(fixture.program, 'hold', 'keep', 'tank/demo-backup/orcl@hourly 0007');

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map(({ id }) => id)).toEqual(names);
    expect(snapshots.filter(({ lockedUntil }) => lockedUntil !== undefined).map(({ id }) => id)).toEqual(['hourly 0007']);
  });

  it('tells those of one second apart by their transaction groups, whatever order zfs has', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const datasets = Object.fromEntries([snapshot('third', '1700000000', '1000'), snapshot('last', '1700000001', '5'), snapshot('first', '1700000000', '999'), snapshot('before', '1699999999', '2000')]);
    fixture.zfs.faults.add({ method: 'list', nonJson: JSON.stringify({ datasets }) });

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map(({ id }) => id)).toEqual(['before', 'first', 'third', 'last']);
    expect(snapshots[0]).toMatchObject({ createdAt: new Date(1_699_999_999_000), totalBytes: 2 ** 54 });
  });
});

describe('dropping snapshots', () => {
  it('leaves one that is held, and says so', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await zfs(fixture.program, 'hold', 'keep', `tank/demo-backup/orcl@${id}`);

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringContaining('it is held') });

    expect(await storage.listSnapshots()).toHaveLength(1);
    expect(fixture.zfs.calls.map(([word]) => word)).not.toContain('destroy');
  });

  it.each(['by_hand', `${ID}%orcl-20240305T010204`, `${ID},other`, '', 'a b'])('refuses what is not one of icb, without asking zfs to destroy anything: %j', async (id) => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await zfs(fixture.program, 'snapshot', 'tank/demo-backup/orcl@by_hand');
    await using storage = await fixture.open('orcl');

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'NotOursError', exitCode: 3 });

    expect(fixture.zfs.calls.map(([word]) => word)).not.toContain('destroy');
  });
});

describe('volumes and clones', () => {
  it('get a quota, and the sharenfs of the configuration at the moment they are made', async () => {
    await using fixture = await startOpenzfs();
    await using storage = await fixture.open('orcl', { settings: { sharenfs: 'rw=@192.0.2.0/24' } });
    await storage.createVolume?.({ sizeBytes: 2 ** 40 });

    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    expect(await zfs(fixture.program, 'get', '-H', '-p', '-o', 'value', 'quota', 'tank/demo-backup/orcl')).toBe(`${2 ** 40}\n`);
    expect(await zfs(fixture.program, 'get', '-H', '-p', '-o', 'value', 'sharenfs', 'tank/demo-backup/some_clone')).toBe('rw=@192.0.2.0/24\n');
  });

  it('have names that are no options and no paths', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    for (const name of ['-R', 'a/b', 'a@b', '../x', '']) {
      await expect(storage.cloneSnapshot(id, name)).rejects.toMatchObject({ name: 'StorageConflictError' });
      await expect(storage.dropClone(name)).rejects.toMatchObject({ name: 'CloneNotFoundError' });
    }
  });

  it('are mounted from mounthost, else from the host, else from here', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using here = await fixture.open('orcl');
    await using elsewhere = await fixture.open('orcl', { settings: { mounthost: 'nfs1.example.com' } });

    const sources = [await here.mountSource('orcl'), await elsewhere.mountSource('orcl')];

    expect(sources).toEqual(['localhost:/export/demo-backup/orcl', 'nfs1.example.com:/export/demo-backup/orcl']);
  });
});

/** A snapshot in zfs's JSON. */
function snapshot(id: string, creation: string, createtxg: string): [string, object] {
  const figures = Object.entries({ creation, used: '9007199254740993', referenced: '18014398509481984', userrefs: '0', clones: '' });
  return [`tank/demo-backup/orcl@${id}`, { createtxg, properties: Object.fromEntries(figures.map(([property, value]) => [property, { value }])) }];
}

/** As an administrator; the simulated ZFS lives in this process, which therefore must not wait for the program. */
async function zfs(program: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(program, args)).stdout;
}
