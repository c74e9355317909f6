// Snapshots and clones as this array has them: three objects for a clone, numbers that are not known, changes that come late.
import { describe, expect, it } from 'vitest';
import { startDorado } from './fixture.ts';

const ID = 'orcl-20240305T010203';

async function startWithVolume(options: Parameters<typeof startDorado>[0] = {}): ReturnType<typeof startDorado> {
  const fixture = await startDorado(options);
  fixture.addVolume('orcl');
  return fixture;
}

describe('a snapshot', () => {
  it('that an array makes only after it said "busy" is asked for once', async () => {
    const late = new Set([ID]);
    await using fixture = await startWithVolume({
      onSleep: (array) => {
        for (const id of late) array.takeSnapshot('orcl', id);
        late.clear();
      },
    });
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: 'FSSNAPSHOT', status: 200, times: 1 });

    const id = await storage.createSnapshot();

    expect([id, (await storage.listSnapshots()).length]).toEqual([ID, 1]);
    expect(fixture.requests().filter((request) => request === 'POST FSSNAPSHOT')).toHaveLength(1);
  });

  it('gets the next name when somebody is quicker, whatever number the array has for that', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const absent = { pathMatch: `filter=NAME::${ID}`, nonJson: '{"error":{"code":0}}', times: 1 };
    fixture.array.takeSnapshot('orcl', ID);
    fixture.array.faults.add(absent);
    fixture.array.faults.add({ method: 'POST', pathMatch: 'FSSNAPSHOT', status: 200, fault: { code: 1073754999, message: 'name' }, times: 1 });

    expect(await storage.createSnapshot()).toBe('orcl-20240305T010204');
  });

  it('with a clone is not dropped, though that was made after the look', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'some_clone');
    // The list in which the clone would have been seen is empty once.
    fixture.array.faults.add({ pathMatch: 'filesystem\\?vstoreId=1&range', nonJson: '{"error":{"code":0}}', times: 1 });

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('some_clone') });
  });

  it('under protection is listed with its end and kept, and goes after it', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.array.lockSnapshot('orcl', id, new Date('2024-03-05T03:00:00Z'));

    expect(await storage.listSnapshots()).toMatchObject([{ id, lockedUntil: new Date('2024-03-05T03:00:00Z') }]);
    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringContaining('it is protected on the array until 2024-03-05T03:00:00.000Z') });

    fixture.advance(2 * 3_600_000);
    await storage.dropSnapshot(id);
    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('is not dropped when its fate cannot be told, and the array is quoted', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.array.faults.add({ method: 'DELETE', status: 200, fault: { code: 1073754998, message: 'not now' } });

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringMatching(/refused it \(not now, code 1073754998\)$/) });
  });

  it('is asked for by an id that is quoted', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    await storage.dropSnapshot(id);

    expect(fixture.array.stats.requests).toContainEqual({ method: 'DELETE', path: expect.stringMatching(/\/FSSNAPSHOT\/\d+%40orcl-20240305T010203$/) });
  });
});

describe('a clone', () => {
  it('is shared for all clients, who may write and are not squashed', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { restorenfsclient: '192.0.2.10, @restore,198.51.100.0/24' } });
    const id = await storage.createSnapshot();

    await storage.cloneSnapshot(id, 'some_clone');

    const access = { ACCESSVAL: '1', SYNC: '0', ALLSQUASH: '1', ROOTSQUASH: '1' };
    expect(fixture.array.sharesOf('some_clone')).toMatchObject([
      { path: '/some_clone/', clients: [{ name: '192.0.2.10', access }, { name: '@restore', access }, { name: '198.51.100.0/24', access }] },
    ]);
  });

  it('is not begun when nobody may mount it', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { restorenfsclient: undefined } });
    const id = await storage.createSnapshot();
    const before = fixture.now();

    await expect(storage.cloneSnapshot(id, 'some_clone')).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('restorenfsclient is missing in section [dorado]') });

    expect(fixture.requests().filter((request) => request.startsWith('POST'))).toEqual(['POST FSSNAPSHOT']);
    expect(fixture.now()).toEqual(before);
  });

  it.each(['filesystem', 'NFSHARE', 'NFS_SHARE_AUTH_CLIENT'])('is taken back whole when it is cancelled while its %s is made', async (object) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.array.faults.add({ method: 'POST', pathMatch: `/${object}$`, hang: true, afterEffect: true, times: 1 });
    const interrupt = new AbortController();
    const struck = fixture.array.faults.struck();

    const cloning = storage.cloneSnapshot(id, 'half_clone', interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(cloning).rejects.toThrow('interrupted by SIGINT');
    expect(await storage.listClones()).toEqual([]);
    expect(() => fixture.array.sharesOf('half_clone')).toThrow('not found');
  });

  it('that cannot be taken back is told with the command that does it', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.array.faults.add({ method: 'POST', pathMatch: '/NFSHARE$', status: 200, fault: { code: 31755596, message: 'failure' } });
    fixture.array.faults.add({ method: 'DELETE', status: 200, fault: { code: 31755596, message: 'failure' } });

    await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toThrow('failure');

    expect(fixture.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringContaining('icb snapper orcl dropclone half_clone') }));
    fixture.array.faults.clear();
    await storage.dropClone('half_clone');
    expect(await storage.listClones()).toEqual([]);
  });

  it('loses its shares before it goes', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    const before = fixture.requests().length;

    await storage.dropClone('some_clone');

    const deleted = fixture.requests().slice(before).filter((request) => request.startsWith('DELETE'));
    expect(deleted.map((request) => request.replace(/\d+$/, 'N'))).toEqual(['DELETE NFSHARE/N', 'DELETE filesystem/N']);
  });

  it('that somebody cloned again stays, and the other is named', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    await using clone = await fixture.open('some_clone');
    await clone.cloneSnapshot(await clone.createSnapshot(), 'clone_of_clone');

    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('clone_of_clone') });
    await expect(storage.dropClone('clone_of_clone')).rejects.toMatchObject({ name: 'NotOursError' });

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(['some_clone']);
  });

  it('of another vStore is not touched, though all names are the same', async () => {
    await using fixture = await startWithVolume();
    fixture.array.addForeign('filesystem', { ID: '4', NAME: 'orcl', ISCLONEFS: 'false' });
    fixture.array.addForeign('filesystem', { ID: '5', NAME: 'some_clone', ISCLONEFS: 'true', PARENTFILESYSTEMID: '4', PARENTFILESYSTEMNAME: 'orcl', PARENTSNAPSHOTNAME: ID });
    await using storage = await fixture.open('orcl');
    await storage.createSnapshot();

    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'CloneNotFoundError' });

    expect([await storage.listClones(), fixture.array.foreignCount()]).toEqual([[], 2]);
  });

  it.each(['a:b', 'a b', '', '../x', 'a/b'])('cannot be called %j', async (name) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');

    await expect(storage.dropClone(name)).rejects.toThrow(`'${name}' is not the name of a filesystem`);
    expect(fixture.requests()).toEqual([]);
  });
});
