// Sessions, pages, refusals, volumes: what the appliance answers, and what is made of it.
import { describe, expect, it } from 'vitest';
import { startSoftnas } from './fixture.ts';

describe('a session', () => {
  it('is opened for each step and given back', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    await storage.listSnapshots();
    await storage.createSnapshot();

    expect(fixture.softnas.sessionCount()).toBe(0);
    const look = step('snapshotlist');
    expect(fixture.calls()).toEqual([...look, ...step('volumes'), ...look, ...step('volumes'), ...step('snapcommand create'), ...look]);
  });

  it('is given back after a failure and a cancellation, too', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', status: 400, times: 1 });

    await expect(storage.listSnapshots()).rejects.toThrow('answered 400');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', hang: true, times: 1 });
    const interrupt = new AbortController();
    void fixture.softnas.faults.struck().then(() => interrupt.abort(new Error('interrupted')));
    await expect(storage.listSnapshots(interrupt.signal)).rejects.toThrow('interrupted');

    expect(fixture.softnas.sessionCount()).toBe(0);
  });

  it('may be left behind: that the logout fails is no failure', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'logout', reset: true });

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it.each([
    ['a login that says no', { pathMatch: 'login', status: 200, fault: { message: 'Login failed' } }, /refused the login \(Login failed\)$/],
    ['a login without a session', { pathMatch: 'login', status: 200, nonJson: true }, /answered the login without a session$/],
    ['a redirect', { pathMatch: 'snapshotlist', status: 302, nonJson: '' }, /answered as it does to who is not logged in$/],
    ['JSON without a verdict', { pathMatch: 'snapshotlist', nonJson: '{"records":[]}' }, /answered as it does to who is not logged in$/],
    ['401', { pathMatch: 'snapshotlist', status: 401 }, /answered 401 \(internal error\)$/],
  ] as const)('is missed after %s', async (_, fault, message) => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add(fault);

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageLoginError', message: expect.stringMatching(message), hint: expect.stringContaining('softnascredentials.cfg') });
  });

  it('never shows its password, however it is repeated', async () => {
    await using fixture = await startSoftnas();
    const { user } = fixture.softnas;
    await using storage = await fixture.open('orcl', { credentials: () => ({ user, password: 'ge heim&1' }) });
    fixture.softnas.faults.add({ pathMatch: 'login', status: 400, nonJson: 'password=ge+heim%261 ge heim&1 ge%20heim%261' });

    await expect(storage.listSnapshots()).rejects.toThrow(/answered the login with 400 \(password=\*\*\* \*\*\* \*\*\*\)$/);
  });
});

describe('a list', () => {
  it('is put together from its pages', async () => {
    await using fixture = await startSoftnas({ style: { pageRecords: 7 } });
    fixture.addVolume('orcl');
    const names = Array.from({ length: 20 }, (_, index) => `daily_${String(index).padStart(2, '0')}`);
    for (const name of names) fixture.softnas.takeSnapshot('orcl', name);
    await using storage = await fixture.open('orcl');

    expect((await storage.listSnapshots()).map(({ id }) => id)).toEqual(names);
  });

  it('is not believed in when it is shorter than it says', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', nonJson: '{"success":true,"total":3,"records":[{"snapshot_name":"x","datesort":1709600520}]}' });

    await expect(storage.listSnapshots()).rejects.toThrow(/tells of 3 records and lists 1$/);
  });

  it('leaves out what is of another volume, and the HTML in its fields', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', nonJson: JSON.stringify({ success: 'true', records: [record('orcl&nbsp;', 'a&amp;b'), record('sales', 'c')] }) });

    expect(await storage.listSnapshots()).toEqual([{ id: 'a&b', createdAt: new Date(1_709_600_520_000), cloneCount: 0, totalBytes: 76_450_417_869 }]);
  });

  it.each([['136K', 139_264], ['1.5T', 1_649_267_441_664], ['0', 0], ['512', 512], ['-', undefined], ['', undefined]])('reads the size %j', async (refer, bytes) => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', nonJson: JSON.stringify({ success: true, total: 1, records: [{ snapshot_name: 'x', creation: '1709600520', refer }] }) });

    const [snapshot] = await storage.listSnapshots();

    expect(snapshot?.totalBytes).toBe(bytes);
  });
});

describe('a refusal', () => {
  it('of ZFS, which alone knows of clones, keeps a snapshot', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.softnas.cloneSnapshot('orcl', id, 'by_hand');

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({
      name: 'SnapshotInUseError',
      message: expect.stringMatching(/^cannot drop snapshot \S+ of pool1\/orcl: \S+ refused it \(cannot destroy 'pool1\/orcl@\S+': snapshot has dependent clones\)$/),
    });

    expect((await storage.listSnapshots()).map((one) => one.id)).toEqual([id]);
  });

  it.each([
    ['permission denied', 'StorageDeniedError'],
    ['dataset is busy', 'StorageFaultError'],
    ['out of space', 'StorageError'],
  ])('with the words "%s" is a %s', async (message, name) => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'command=create', status: 200, fault: { message } });

    await expect(storage.createSnapshot()).rejects.toMatchObject({ name, message: expect.stringContaining(`refused it (${message})`) });
  });
});

describe('a volume', () => {
  it('is mounted from the address of the appliance, and not taken for one of the same name in another pool', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/pool1/orcl');
  });

  it('is made thin and exported, in a pool that is there', async () => {
    await using fixture = await startSoftnas();
    await using storage = await fixture.open('orcl');
    await using astray = await fixture.open('orcl', { settings: { pool: 'pool9' } });

    await storage.createVolume?.({});

    expect(fixture.softnas.stats.requests.map(({ path }) => path)).toContain(
      '/softnas/snserver/snserv.php?opcode=createvolume&vol_name=orcl&pool=pool1&vol_type=filesystem&provisioning=thin&exportNFS=on&compression=on',
    );
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/pool1/orcl');
    await expect(astray.createVolume?.({})).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: expect.stringMatching(/has no pool pool9$/) });
  });

  it('is never dropped as a clone, whatever it is called', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    fixture.addVolume('sales');
    await using storage = await fixture.open('orcl');

    await expect(storage.dropClone('orcl')).rejects.toMatchObject({ name: 'NotOursError' });
    await expect(storage.dropClone('sales')).rejects.toMatchObject({ name: 'NotOursError' });

    expect(fixture.calls()).not.toContain('deletevolume');
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/pool1/orcl');
  });

  it('is made without a size only', async () => {
    await using fixture = await startSoftnas();
    await using storage = await fixture.open('orcl');

    await expect(storage.createVolume?.({ sizeBytes: 1024 })).rejects.toThrow('cannot create volume pool1/orcl with a size: ');
  });
});

describe('clones', () => {
  it('there are none, and it says so before anything is asked', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    await expect(storage.cloneSnapshot('x', 'y')).rejects.toThrow('cannot clone snapshot x of pool1/orcl as y: SoftNAS makes no clones');

    expect(await storage.listClones()).toEqual([]);
    expect([storage.capabilities, fixture.calls()]).toEqual([{ clones: false }, []]);
  });
});

describe('the settings of [softnas]', () => {
  it.each([
    [{ serveraddress: undefined }, /^serveraddress is missing in section \[softnas\] \(database orcl\)$/],
    [{ serveraddress: 'softnas:hidden@host' }, /^serveraddress in section \[softnas\] is not the name or address of a host$/],
    [{ serveraddress: 'host/softnas' }, /^serveraddress in section \[softnas\] is not the name or address of a host$/],
    [{ pool: undefined }, /^pool is missing in section \[softnas\]/],
    [{ timezone: 'Europe/Talinn' }, /^timezone in section \[softnas\] is not the name of a time zone: Europe\/Talinn$/],
    [{ tlsverify: 'perhaps' }, /^tlsverify in section \[softnas\] must be true or false, not perhaps$/],
  ])('are refused before anything is asked: %j', async (settings, message) => {
    await using fixture = await startSoftnas();

    await expect(fixture.open('orcl', { settings })).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(message) });

    expect(fixture.calls()).toEqual([]);
  });
});

function step(...calls: string[]): string[] {
  return ['login', ...calls, 'logout'];
}

function record(volume: string, name: string): object {
  return { pool_name: 'pool1&nbsp;', volume_name: volume, snapshot_name: name, datesort: '1709600520', refer: '71.2G&#160;' };
}
