// The appliance in trouble, beyond what the contract tries: what the operator is told.
import { describe, expect, it } from 'vitest';
import { startZfssa, type ZfssaFixture } from './fixture.ts';

async function startWithVolume(): Promise<ZfssaFixture> {
  const fixture = await startZfssa();
  fixture.addVolume('orcl');
  return fixture;
}

describe('reading from an appliance in trouble', () => {
  it.each([
    [{ status: 503, fault: { name: 'ERR_BUSY', message: 'try later' } }, 'StorageFaultError', /answered 503 \(ERR_BUSY, try later\)$/],
    [{ status: 502, nonJson: '<h1>Bad\n  gateway</h1>' }, 'StorageFaultError', /answered 502 \(<h1>Bad gateway<\/h1>\)$/],
    [{ status: 500, nonJson: 'x'.repeat(5000) }, 'StorageFaultError', /answered 500 \(x{200}\.\.\.\)$/],
    [{ reset: true }, 'StorageUnreachableError', /the connection broke off$/],
    [{ truncate: true }, 'StorageUnreachableError', /the connection broke off$/],
    [{ nonJson: true }, 'StorageFaultError', /answered with something that is not complete JSON$/],
    [{ nonJson: '{"snapshots":[{"name":"orcl-2024' }, 'StorageFaultError', /answered with something that is not complete JSON$/],
  ])('gives up after four attempts and seven seconds with %o', async (fault, name, message) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const start = fixture.now().getTime();
    fixture.appliance.faults.add(fault);

    const failure = storage.listSnapshots();

    await expect(failure).rejects.toMatchObject({ name, exitCode: 1, message: expect.stringMatching(message) });
    await expect(failure).rejects.toThrow(/^cannot list the snapshots of pool1\/demo-backup\/orcl: 127\.0\.0\.1:\d+/);
    expect(fixture.requests()).toHaveLength(4);
    expect(fixture.now().getTime() - start).toBe(7000);
  });

  it('does not wait for ever, and asks a silent appliance only twice', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { limits: { requestTimeoutMs: 50 } });
    const start = fixture.now().getTime();
    fixture.appliance.faults.add({ hang: true });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: expect.stringMatching(/there was no complete answer within 0\.05 s$/),
    });

    // One pause, thus two attempts: where this process gets little of the machine, the time is over before a request is sent.
    expect(fixture.now().getTime() - start).toBe(1000);
    expect(fixture.requests().length).toBeLessThanOrEqual(2);
  });

  it.each([
    [400, 'StorageError'],
    [403, 'StorageDeniedError'],
    [409, 'StorageConflictError'],
    [413, 'StorageError'],
    [501, 'StorageError'],
    [302, 'StorageError'],
  ])('takes %i for an answer that repeating does not change', async (status, name) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.appliance.faults.add({ status, fault: { name: 'ERR_SOME', message: 'what the appliance says' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(`answered ${status} (ERR_SOME, what the appliance says)`),
    });

    expect(fixture.requests()).toHaveLength(1);
  });
});

describe('changing an appliance in trouble', () => {
  it('leaves a filesystem alone that has the name of a clone since this was deleted', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.appliance.faults.add({ method: 'DELETE', status: 503, afterEffect: true, delayMs: 1, times: 1 });
    const replaced = fixture.appliance.faults.struck().then(() => fixture.addVolume('some_clone'));

    await storage.dropClone('some_clone');
    await replaced;

    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('says that the outcome is unknown when the appliance is gone right after the request', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.appliance.faults.add({ method: 'GET', pathMatch: 'T010203$', status: 404, times: 1 });
    fixture.appliance.faults.add({ pathMatch: 'filesystems', status: 500, fault: { message: 'pool is failing over' } });

    await expect(storage.createSnapshot()).rejects.toThrow(
      /^cannot create snapshot orcl-20240305T010203 of .*\(pool is failing over\); whether it happened all the same could not be found out$/,
    );
  });

  it('does not repeat what the user may not do', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.appliance.faults.add({ method: 'POST', status: 403, fault: { name: 'ERR_DENIED', message: 'not authorised' } });

    await expect(storage.createSnapshot()).rejects.toMatchObject({
      name: 'StorageDeniedError',
      message: expect.stringContaining('cannot create snapshot orcl-20240305T010203 of pool1/demo-backup/orcl'),
      hint: expect.stringContaining('privileges'),
    });

    expect(fixture.requests().filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});

describe('cloning half-way', () => {
  it('says how to clean up when it cannot take the clone back', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.appliance.faults.add({ method: 'GET', pathMatch: 'filesystems/half_clone$', status: 404, times: 1 });
    fixture.appliance.faults.add({ method: 'GET', pathMatch: 'filesystems/half_clone$', status: 500 });

    await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toMatchObject({ name: 'StorageFaultError' });

    const warnings = fixture.log.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([{ message: expect.stringContaining('icb snapper orcl dropclone half_clone') }]);
  });
});

describe('an appliance that looks wrong from the start', () => {
  it.each([
    [{ pool: 'nopool' }, 'there is no pool nopool', 'check pool in [zfssa]'],
    [{ project: 'noproject' }, 'there is no project pool1/noproject', 'check project in [zfssa]'],
    [{}, 'there is no filesystem pool1/demo-backup/orcl', 'icb volume orcl create'],
  ])('tells which part of the path is missing with %o', async (settings, message, hint) => {
    await using fixture = await startZfssa();
    await using storage = await fixture.open('orcl', { settings });

    for (const act of [() => storage.listSnapshots(), () => storage.createSnapshot(), () => storage.mountSource('orcl')]) {
      await expect(act()).rejects.toMatchObject({
        name: 'VolumeNotFoundError',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      });
    }
  });

  it('refuses wrong credentials in words that do not contain them', async () => {
    await using fixture = await startWithVolume();
    const credentials = { user: 'icbadmin', password: 'geheim-8zeichen' };
    await using storage = await fixture.open('orcl', { credentials: () => credentials });

    const error = await storage.listSnapshots().catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'StorageLoginError', hint: expect.stringContaining('zfscredentials.cfg') });
    expect(fixture.requests()).toHaveLength(1);
    expect(String(error)).not.toContain(credentials.password);
  });

  it('blots out credentials that the appliance repeats', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const { user, password } = fixture.appliance;
    const encoded = Buffer.from(`${user}:${password}`).toString('base64');
    fixture.appliance.faults.add({ status: 400, nonJson: `bad request: Authorization: Basic ${encoded} (${password})` });

    await expect(storage.listSnapshots()).rejects.toThrow('(bad request: Authorization: Basic *** (***))');
  });

  it('names the port nobody listens on, and does not insist', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { url: 'https://127.0.0.1:1' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: 'cannot list the snapshots of pool1/demo-backup/orcl: 127.0.0.1:1: the connection was refused',
      hint: expect.stringContaining('url in [zfssa]'),
    });
    expect(fixture.now()).toEqual(new Date('2024-03-05T01:02:03Z'));
  });
});
