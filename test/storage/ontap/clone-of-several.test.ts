// A database with several volumes: one clone of all of them, or none.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startOntap } from './fixture.ts';
import { startWithVolumes, volumesOf } from './two-volumes.ts';

const ID = 'orcl_20240305T010203';

describe('a clone of several volumes', () => {
  it('is not a further volume of the database, though that was made from a snapshot of the first', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    fixture.admin.takeSnapshot('orcl', 'base');
    fixture.admin.cloneSnapshot('orcl', 'base', 'orcl_data2');
    await using storage = await fixture.open('orcl', { settings: { 'database.additionalvolumesuffixes': '_data2' } });

    expect(await storage.listClones()).toEqual([]);
    await expect(storage.dropClone('orcl_data2')).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('is a small volume with the clones of all mounted in it, all exported and hidden alike', async () => {
    await using fixture = await startWithVolumes();
    for (const volume of ['orcl', 'orcl_data2']) fixture.filer.configureVolume(volume, { exportPolicy: 'backup_hosts' });
    await using storage = await fixture.open('orcl');

    const clone = await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    expect(clone).toEqual({ name: 'some_clone', origin: ID, mountPoint: '/some_clone' });
    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2', 'some_clone', 'some_clone0', 'some_clone1']);
    const shown = ['some_clone', 'some_clone0', 'some_clone1'].map((volume) => fixture.filer.propertiesOf(volume));
    expect(shown.map(({ junction }) => junction)).toEqual(['/some_clone', '/some_clone/orcl', '/some_clone/orcl_data2']);
    for (const properties of shown) expect(properties).toMatchObject({ exportPolicy: 'backup_hosts', snapshotDirectory: false });
    expect(await storage.listClones()).toEqual([clone]);
  });

  it.each([
    ['in the aggregate of the settings', { aggregate: 'aggr1' }, 'done'],
    ['nowhere without one', {}, 'the filer does not tell in which one aggregate svm_backup/orcl lies'],
  ] as const)('is made %s where the filer does not tell that of the volume', async (_, settings, expected) => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl', { settings });
    const id = await storage.createSnapshot();
    fixture.filer.configureVolume('orcl', { aggregate: '' });

    const outcome = await storage.cloneSnapshot(id, 'some_clone').then(() => 'done', String);

    expect(outcome).toContain(expected);
  });

  it('is dropped as a whole', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    await storage.dropClone('some_clone');

    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it('that was dropped half-way is listed, and dropped for good', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.filer.faults.add({ method: 'DELETE', pathMatch: fixture.admin.uuidOf('some_clone1'), status: 403, times: 1 });
    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'StorageDeniedError' });

    const listed = await storage.listClones();
    await storage.dropClone('some_clone');

    expect(listed).toEqual([{ name: 'some_clone', origin: ID, mountPoint: '/some_clone' }]);
    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it.each(['some_clone', 'some_clone1'])('is not made where a volume is called %s', async (taken) => {
    await using fixture = await startWithVolumes();
    fixture.admin.addVolume(taken);
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    await expect(storage.cloneSnapshot(id, 'some_clone')).rejects.toMatchObject({ name: 'StorageConflictError', message: expect.stringContaining(`svm_backup/${taken} exists already`) });

    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2', taken]);
  });

  const steps = [
    { name: 'the small volume', method: 'POST', nth: 1 },
    { name: 'the first clone', method: 'POST', nth: 2 },
    { name: 'the second clone', method: 'POST', nth: 3 },
    { name: 'dressing the first', method: 'PATCH', nth: 1 },
    { name: 'dressing the second', method: 'PATCH', nth: 2 },
  ];

  it.each(steps)('leaves nothing when $name fails', async ({ method, nth }) => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method, status: 400, fault: { code: 917534, message: 'no' }, times: 1, after: nth - 1 });

    await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toThrow(/^cannot clone snapshot .* \(no, code 917534\)$/);

    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it('leaves nothing when somebody else takes the name of its last volume meanwhile', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'POST', status: 400, fault: { code: 917526, message: 'Duplicate volume name' }, times: 1, after: 2 });

    await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toThrow('Duplicate volume name');

    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it('leaves nothing when it is interrupted and the filer goes on making its last volume for a while', async () => {
    await using fixture = await startWithVolumes({ style: { jobRequests: 12 } });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const interrupt = new AbortController();
    fixture.filer.faults.add({ method: 'POST', hang: true, afterEffect: true, times: 1, after: 2 });
    const struck = fixture.filer.faults.struck();

    const cloning = storage.cloneSnapshot(id, 'half_clone', interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(cloning).rejects.toThrow('interrupted by SIGINT');
    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it.each(steps)('leaves nothing when it is interrupted at $name', async ({ method, nth }) => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const interrupt = new AbortController();
    fixture.filer.faults.add({ method, hang: true, afterEffect: true, times: 1, after: nth - 1 });
    const struck = fixture.filer.faults.struck();

    const cloning = storage.cloneSnapshot(id, 'half_clone', interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(cloning).rejects.toThrow('interrupted by SIGINT');
    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_data2']);
  });

  it('of one volume, made by hand, is listed by itself and can be dropped', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.admin.cloneSnapshot('orcl_data2', id, 'by_hand');

    expect(await storage.listClones()).toMatchObject([{ name: 'by_hand', origin: id }]);
    await storage.dropClone('by_hand');

    expect(existsSync(fixture.filer.volumeFolder('by_hand'))).toBe(false);
  });
});
