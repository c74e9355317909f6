// The filer in trouble, beyond what the contract tries: jobs, locks, and what the operator is told.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';

async function startWithVolume(options: Parameters<typeof startOntap>[0] = {}): Promise<OntapFixture> {
  const fixture = await startOntap(options);
  fixture.addVolume('orcl');
  return fixture;
}

describe('reading from a filer in trouble', () => {
  it('tries again when a volume is busy', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ status: 500, fault: { code: 524486, message: 'volume busy' }, times: 2 });

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map((snapshot) => snapshot.id)).toEqual([id]);
  });

  it.each([
    [{ status: 500, fault: { message: 'out of order' } }, 'StorageFaultError', /answered 500 \(out of order, code 8\)$/, 4],
    [{ reset: true }, 'StorageUnreachableError', /the connection broke off$/, 4],
    [{ truncate: true }, 'StorageUnreachableError', /the connection broke off$/, 4],
    [{ nonJson: true }, 'StorageFaultError', /answered with something that is not complete JSON$/, 4],
    [{ status: 403, fault: { code: 6, message: 'not authorized for that command' } }, 'StorageDeniedError', /answered 403 \(not authorized for that command, code 6\)$/, 1],
    [{ status: 500, fault: { code: 917534, message: 'too small' } }, 'StorageError', /answered 500 \(too small, code 917534\)$/, 1],
    [{ status: 404, fault: { code: 3, message: 'API not found' } }, 'NoSuchApiError', /answered 404 \(API not found, code 3\)$/, 1],
  ])('gives up with %o', async (fault, name, message, requests) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add(fault);

    const failure = storage.listSnapshots();

    await expect(failure).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    await expect(failure).rejects.toThrow(/^cannot list the snapshots of svm_backup\/orcl: 127\.0\.0\.1:\d+/);
    expect(fixture.requests()).toHaveLength(requests);
  });

  it('does not take a clone for dropped because there is no list of volumes', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.filer.faults.add({ method: 'DELETE', nonJson: '{}', status: 200 });
    const struck = fixture.filer.faults.struck().then(() => fixture.filer.faults.add({ method: 'GET', pathMatch: 'storage/volumes\\?', status: 404, fault: { code: 4, message: "entry doesn't exist" } }));

    await expect(storage.dropClone('some_clone')).rejects.toThrow('the filer says that there is no list of volumes');
    await struck;
  });

  it('does not take a snapshot for dropped because its volume is said to have vanished', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ pathMatch: '/snapshots', status: 404, fault: { code: 4, message: "entry doesn't exist" } });

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: expect.stringContaining('volume svm_backup/orcl has vanished meanwhile') });
  });

  it('gives up on a list whose pages go round in a circle', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ pathMatch: 'snapshots', nonJson: `{"records":[],"_links":{"next":{"href":"/api/storage/volumes/${fixture.admin.uuidOf('orcl')}/snapshots?fields=*"}}}` });

    await expect(storage.listSnapshots()).rejects.toThrow(/the list of \S+ does not end$/);

    expect(fixture.requests().length).toBeLessThan(5);
  });

  it.each(['rest', 'zapi'] as const)('takes no list over %s for empty that breaks off', async (api) => {
    await using fixture = await startOntap({ ...(api === 'zapi' ? { api } : {}), style: { pageRecords: 2 } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    for (const name of ['clone_a', 'clone_b', 'clone_c']) fixture.admin.cloneSnapshot('orcl', id, name);
    const gone = api === 'zapi' ? { pathMatch: '#volume-get-iter$', status: 200, fault: { code: 15_661, message: 'entry not found' } } : { pathMatch: 'start.uuid', status: 404, fault: { code: 4, message: "entry doesn't exist" } };
    fixture.filer.faults.add({ ...gone, after: api === 'zapi' ? 2 : 0, times: 1 });

    await expect(storage.listClones()).rejects.toMatchObject({ name: 'StorageFaultError', message: expect.stringMatching(/the list of \S+ breaks off$/) });
  });

  it('says that an older release has no REST API', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { api: 'rest' } });
    fixture.filer.faults.add({ status: 404, nonJson: '<html>Not found</html>' });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ hint: expect.stringContaining('ONTAP 9.6') });
  });

  it('refuses wrong credentials in words that do not contain them', async () => {
    await using fixture = await startWithVolume();
    const credentials = { user: 'icbadmin', password: 'geheim-8zeichen' };
    await using storage = await fixture.open('orcl', { credentials: () => credentials });

    const error = await storage.listSnapshots().catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'StorageLoginError', hint: expect.stringContaining('netappcredentials.cfg') });
    expect(String(error)).not.toContain(credentials.password);
    expect(fixture.requests()).toHaveLength(1);
  });

  it('keeps the password out of what it quotes, also half of it and one with blanks', async () => {
    await using fixture = await startWithVolume();
    const password = 'two  blanks';
    await using storage = await fixture.open('orcl', { credentials: () => ({ user: 'icb', password }) });
    fixture.filer.faults.add({ status: 400, nonJson: `${password} ${'x'.repeat(182)} ${password}` });

    const error = await storage.listSnapshots().catch((error: unknown) => error);

    expect(String(error)).toContain('answered 400 (*** xxx');
    expect(String(error)).not.toContain('two');
  });

  it('is not trusted without the certificate of its authority', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { cacert: undefined } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageCertificateError', hint: expect.stringContaining('cacert') });
    expect(fixture.requests()).toEqual([]);
  });
});

describe('changing a filer in trouble', () => {
  it('takes back a clone that another operation keeps from being dressed', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'PATCH', status: 409, fault: { code: 13_107_405, message: 'another operation is running' }, times: 1 });

    await expect(storage.cloneSnapshot(id, 'some_clone')).rejects.toThrow('another operation is running');

    expect(await storage.listClones()).toEqual([]);
  });

  it('does not believe that a snapshot is gone while it is listed', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'DELETE', status: 404, fault: { code: 4, message: "entry doesn't exist" } });

    await expect(storage.dropSnapshot(id)).rejects.toThrow(`cannot drop snapshot ${id} of svm_backup/orcl: the filer says that it is not there, and lists it`);
  });

  it('decides by a look when the job has been forgotten', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ pathMatch: 'cluster/jobs', status: 404, fault: { code: 4, message: "entry doesn't exist" }, times: 1 });

    const id = await storage.createSnapshot();

    expect((await storage.listSnapshots()).map((snapshot) => snapshot.id)).toEqual([id]);
  });

  it.each(['9.6', '9.14'] as const)('tells why a job failed on %s', async (release) => {
    await using fixture = await startWithVolume({ style: { release } });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.lockSnapshot('orcl', id, new Date('2024-04-05T01:02:03Z'));

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({
      name: 'StorageDeniedError',
      message: expect.stringMatching(/^cannot drop snapshot orcl_20240305T010203 of svm_backup\/orcl: its job on \S+ failed \(.*locked\., code 1638555\)$/),
    });

    expect(await storage.listSnapshots()).toEqual([expect.objectContaining({ id, lockedUntil: new Date('2024-04-05T01:02:03Z') })]);
  });

  it('drops a snapshot once its lock has ended', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.lockSnapshot('orcl', id, new Date('2024-03-05T02:02:03Z'));
    fixture.advance(2 * 3_600_000);

    await storage.dropSnapshot(id);

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('does not drop what the filer made by itself', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const scheduled = fixture.filer.takeScheduledSnapshot('orcl');

    await expect(storage.dropSnapshot(scheduled)).rejects.toMatchObject({ name: 'NotOursError' });

    expect((await storage.listSnapshots()).map(({ id }) => [id, storage.ownsSnapshot(id)])).toEqual([[scheduled, false]]);
  });
});

it.each([['9.14', 4], ['9.8', undefined]] as const)('shows on %s what the deletion of a snapshot would free: %s', async (release, uniqueBytes) => {
  await using fixture = await startWithVolume({ style: { release } });
  await using storage = await fixture.open('orcl');
  fixture.write('orcl', 'datafile', 'gone');
  await storage.createSnapshot();
  fixture.write('orcl', 'datafile', 'there');

  for (let times = 0; times < 2; times += 1) expect(await storage.listSnapshots()).toMatchObject([{ totalBytes: 4, ...(uniqueBytes === undefined ? {} : { uniqueBytes }) }]);

  // What the release does not know is asked for once.
  expect(fixture.filer.stats.requests.filter(({ path }) => path.includes('reclaimable_space'))).toHaveLength(uniqueBytes === undefined ? 1 : 2);
});

it('asks a release that has no switch for the snapshot directory only once for it, and makes clones all the same', async () => {
  await using fixture = await startWithVolume({ style: { release: '9.10' } });
  await using storage = await fixture.open('orcl');

  const clone = await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

  expect(await storage.listClones()).toEqual([clone]);
  expect(fixture.filer.stats.requests.filter(({ path }) => path.includes('snapshot_directory_access_enabled'))).toHaveLength(1);
});
