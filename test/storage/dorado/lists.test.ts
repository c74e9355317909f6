// What arrays give when they are asked for a list: pages, too much, nothing, and values in one form or another.
import { describe, expect, it } from 'vitest';
import { startDorado } from './fixture.ts';

async function startWithVolume(options: Parameters<typeof startDorado>[0] = {}): ReturnType<typeof startDorado> {
  const fixture = await startDorado(options);
  fixture.addVolume('orcl');
  return fixture;
}

const ok = { code: 0, description: '0' };

describe('a long list', () => {
  it('is read to its end, so that a clone past the first hundred filesystems protects its snapshot', async () => {
    await using fixture = await startWithVolume();
    for (let index = 100; index < 210; index += 1) fixture.addVolume(`db${index}`);
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'zz_clone');

    expect([await storage.listClones(), await storage.listSnapshots()]).toMatchObject([[{ name: 'zz_clone' }], [{ id, cloneCount: 1 }]]);
    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('zz_clone') });
  });

  it.each([100, 101])('ends where it should with %d rows', async (rows) => {
    await using fixture = await startWithVolume();
    fixture.plant?.('orcl', Array.from({ length: rows }, (_, index) => ({ name: `s${index}`, createdAt: fixture.now() })));
    await using storage = await fixture.open('orcl');

    expect(await storage.listSnapshots()).toHaveLength(rows);
  });

  it('is read again when something of it is missing', async () => {
    await using fixture = await startWithVolume();
    fixture.plant?.('orcl', Array.from({ length: 150 }, (_, index) => ({ name: `s${index}`, createdAt: fixture.now() })));
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: 'FSSNAPSHOT/count', nonJson: JSON.stringify({ data: { COUNT: '151' }, error: ok }), times: 2 });

    expect(await storage.listSnapshots()).toHaveLength(150);
    expect(fixture.requests().filter((request) => request.endsWith('/count'))).toHaveLength(3);
  });

  it('is no list when something of it is always missing', async () => {
    await using fixture = await startWithVolume();
    fixture.plant?.('orcl', Array.from({ length: 150 }, (_, index) => ({ name: `s${index}`, createdAt: fixture.now() })));
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: 'FSSNAPSHOT/count', nonJson: JSON.stringify({ data: { COUNT: 151 }, error: ok }) });

    await expect(storage.listSnapshots()).rejects.toThrow('cannot list the snapshots of backup/orcl: the list of FSSNAPSHOT objects was incomplete 3 times');
  });
});

describe('an array that gives more than it was asked for', () => {
  it('makes nobody take the snapshots, clones and shares of others for this database', async () => {
    await using fixture = await startWithVolume({ isSloppy: true });
    for (const name of ['aorcl', 'orcl2']) fixture.addVolume(name);
    fixture.array.takeSnapshot('aorcl', 'orcl-20240305T010203');
    fixture.array.takeSnapshot('orcl', 'orcl-20240305T010203.old');
    fixture.array.addForeign('filesystem', { ID: '4', NAME: 'orcl', ISCLONEFS: 'false' });
    fixture.array.addForeign('filesystem', { ID: '5', NAME: 'some_clone', ISCLONEFS: 'true', PARENTFILESYSTEMID: '4', PARENTSNAPSHOTNAME: 'orcl-20240305T010203' });
    fixture.array.addForeign('fssnapshot', { ID: '4@orcl-20240305T010203', NAME: 'orcl-20240305T010203', PARENTID: '4', utcTimeStamp: '1709600000' });
    await using storage = await fixture.open('orcl', { settings: { restorenfsclient: '*' } });

    const id = await storage.createSnapshot();
    // Everybody may mount the others: that is no client of this clone, for which the request got lost.
    fixture.array.faults.add({ method: 'POST', pathMatch: 'NFS_SHARE_AUTH_CLIENT', reset: true, times: 1 });
    const clone = await storage.cloneSnapshot(id, 'some_clone');
    const clients = fixture.array.sharesOf('some_clone').flatMap((share) => share.clients);
    const listed = [await storage.listClones(), await storage.listSnapshots(), await storage.mountSource('orcl')];
    await storage.dropClone('some_clone');
    await storage.dropSnapshot(id);

    expect(listed).toMatchObject([[clone], [{ id, cloneCount: 1 }, { id: `${id}.old`, cloneCount: 0 }], '127.0.0.1:/orcl/']);
    expect([await storage.listClones(), await storage.listSnapshots()]).toMatchObject([[], [{ id: `${id}.old` }]]);
    expect(id).toBe('orcl-20240305T010203');
    expect(clients).toMatchObject([{ name: '*' }]);
    expect(['aorcl', 'orcl', 'orcl2'].map((name) => fixture.array.sharesOf(name).length)).toEqual([1, 1, 1]);
    expect(fixture.array.foreignCount()).toBe(3);
  });

  it('must be told the vStore when there are several filesystems of that name', async () => {
    await using fixture = await startWithVolume({ isSloppy: true });
    fixture.array.addForeign('filesystem', { ID: '4', NAME: 'orcl', ISCLONEFS: 'false', vstoreName: 'other' });
    await using storage = await fixture.open('orcl', { settings: { vstore: undefined } });

    await expect(storage.createSnapshot()).rejects.toThrow(/there is a filesystem orcl in several vStores \(backup, other\)$/);
  });
});

describe('a vStore', () => {
  it('is known by its name in upper or lower case', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { vstore: 'BACKUP' } });

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('that is not there is named', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { vstore: 'none' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: 'cannot list the snapshots of none/orcl: there is no vStore none, or the user does not see it' });
  });

  it('need not be named when the filesystems belong to the array itself', async () => {
    await using fixture = await startWithVolume({ withoutVstore: true });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    await storage.cloneSnapshot(id, 'some_clone');
    await storage.dropClone('some_clone');
    await storage.dropSnapshot(id);

    expect(await storage.listSnapshots()).toEqual([]);
    expect(fixture.array.stats.requests.filter(({ path }) => path.includes('vstoreId'))).toEqual([]);
  });
});

describe('an answer', () => {
  it.each([
    ['with a number as a text', { error: { code: '0' } }, []],
    ['with a list that is null', { data: null, error: ok }, []],
    ['with numbers where texts are usual', { data: [{ ID: 7, NAME: 'orcl-20240305T010203', PARENTID: 4, utcTimeStamp: 1709600523 }], error: ok }, [{ id: 'orcl-20240305T010203', createdAt: new Date('2024-03-05T01:02:03Z'), cloneCount: 0 }]],
  ])('%s is understood', async (_, answer, expected) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: 'filesystem', nonJson: JSON.stringify({ data: [{ ID: 4, NAME: 'orcl', ISCLONEFS: false }], error: ok }) });
    fixture.array.faults.add({ pathMatch: 'FSSNAPSHOT', nonJson: JSON.stringify(answer) });

    expect(await storage.listSnapshots()).toEqual(expected);
  });

  it.each([
    ['a failure as a text', { error: { code: '31755596', description: 'failure' } }, 'StorageError', /refused it \(failure, code 31755596\)$/],
    ['a failure below zero', { error: { code: -7, description: 'failure' } }, 'StorageError', /refused it \(failure, code -7\)$/],
    ['no verdict', { data: [] }, 'StorageFaultError', /answered with something that is not complete JSON of the REST service$/],
    ['a row without a name', { data: [{ ID: '4@s' }], error: ok }, 'StorageError', /the array's answer holds a snapshot without NAME$/],
    ['a snapshot without a time', { data: [{ ID: '4@s', NAME: 's', TIMESTAMP: '1709600523' }], error: ok }, 'StorageError', /snapshot s has no time of creation \(utcTimeStamp\)$/],
    ['one object instead of a list', { data: { ID: '4@s', NAME: 's' }, error: ok }, 'StorageError', /holds no list of objects$/],
  ])('with %s is not taken for a success', async (_, answer, name, message) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: 'FSSNAPSHOT', nonJson: JSON.stringify(answer) });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it.each([
    [{ status: 503 }, 'StorageFaultError', /answered 503/],
    [{ status: 404, nonJson: '<html>Not found</html>' }, 'StorageError', /answered 404 \(<html>Not found<\/html>\)$/],
  ])('with another status than 200 is told: %j', async (fault, name, message) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: 'FSSNAPSHOT', ...fault });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
