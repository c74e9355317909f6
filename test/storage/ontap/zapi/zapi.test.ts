// What only ZAPI does, seen through the product: the rest is the contract's.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from '../fixture.ts';

async function start(options: Parameters<typeof startOntap>[0] = {}): Promise<OntapFixture> {
  const fixture = await startOntap({ api: 'zapi', ...options });
  fixture.addVolume('orcl');
  return fixture;
}

function calls({ filer }: OntapFixture): string[] {
  return filer.stats.requests.map(({ path }) => path.replace(/^.*#/u, ''));
}

describe('ONTAP over ZAPI', () => {
  it('unmounts a clone and takes it offline before it destroys it', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    const before = calls(fixture).length;

    await storage.dropClone('some_clone');

    expect(calls(fixture).slice(before).filter((api) => !api.endsWith('-iter'))).toEqual(['volume-unmount', 'volume-offline', 'volume-destroy']);
  });

  it('goes on with a clone that somebody has unmounted already', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.filer.configureVolume('some_clone', { junction: '' });

    await storage.dropClone('some_clone');

    expect(await storage.listClones()).toEqual([]);
  });

  it('leaves a volume alone that has the name of a clone since this was unmounted', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.filer.faults.add({ pathMatch: '#volume-unmount$', delayMs: 1, times: 1 });
    const replaced = fixture.filer.faults.struck().then(() => fixture.admin.replaceVolume('some_clone'));

    await storage.dropClone('some_clone');
    await replaced;

    expect(calls(fixture)).not.toContain('volume-offline');
    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('loses no clone that comes on a later page: one that is not seen does not keep its snapshot', async () => {
    await using fixture = await start({ style: { pageRecords: 2 } });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const names = ['clone_a', 'clone_b', 'clone_c', 'clone_d', 'clone_e'];
    for (const name of names) fixture.admin.cloneSnapshot('orcl', id, name);

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(names);
    expect(await storage.listSnapshots()).toMatchObject([{ id, cloneCount: 5 }]);
    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('clone_e') });
  });

  it('cannot lock snapshots, and says so', async () => {
    await using fixture = await start({ style: { apis: 'zapi' } });
    await using storage = await fixture.open('orcl');
    await using found = await fixture.open('orcl', { settings: { api: 'auto' } });
    const id = await storage.createSnapshot();

    expect(storage.lockSnapshot).toBeUndefined();
    await expect(found.lockSnapshot?.(id, new Date('2024-04-05T01:02:03Z'))).rejects.toThrow(/^cannot lock snapshot .*: only the REST API of ONTAP locks snapshots$/);
  });

  it('tells that a snapshot is locked', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const lockedUntil = new Date('2024-04-05T01:02:03Z');
    fixture.filer.lockSnapshot('orcl', id, lockedUntil);

    expect(await storage.listSnapshots()).toMatchObject([{ id, lockedUntil }]);
    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError' });
    expect(await storage.listSnapshots()).toHaveLength(1);
  });

  it('needs no SVM where the account is one of an SVM', async () => {
    await using fixture = await start({ style: { scope: 'svm', otherSvms: ['svm_other'] } });
    fixture.addVolume('svm_other.orcl');
    await using storage = await fixture.open('orcl', { settings: { svm: undefined } });
    const id = await storage.createSnapshot();

    await storage.cloneSnapshot(id, 'some_clone');

    expect(await storage.listClones()).toMatchObject([{ name: 'some_clone', origin: id }]);
  });

  it('needs the SVM where the account is one of the cluster, and says so', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl', { settings: { svm: undefined } });

    await expect(storage.createSnapshot()).rejects.toMatchObject({ message: expect.stringContaining('on admin vserver, errno 13005'), hint: expect.stringContaining('needs svm in [ontap]') });
  });

  it('keeps volumes of the same name in several SVMs apart', async () => {
    await using fixture = await start({ style: { otherSvms: ['svm_other'] } });
    fixture.addVolume('svm_other.orcl');
    await using storage = await fixture.open('orcl');
    await using other = await fixture.open('orcl', { settings: { svm: 'svm_other' } });
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'some_clone');

    expect([await other.listSnapshots(), await other.listClones()]).toEqual([[], []]);
    await expect(other.dropClone('some_clone')).rejects.toMatchObject({ name: 'CloneNotFoundError' });
    expect(await storage.listClones()).toHaveLength(1);
  });

  it.each([
    ['cut off', '<?xml version="1.0"?><netapp version="1.160"><results status="passed"><attributes-list>'],
    ['a bomb of entities', `<!DOCTYPE netapp [<!ENTITY a "${'ha'.repeat(100)}">${'bcdefghij'.replace(/./gu, (name) => `<!ENTITY ${name} "${'&a;'.repeat(10)}">`)}]><netapp><results status="passed">&j;</results></netapp>`],
    ['a file of this host', '<!DOCTYPE netapp [<!ENTITY a SYSTEM "file:///etc/passwd">]><netapp><results status="failed" errno="13001" reason="&a;"/></netapp>'],
    ['JSON', '{"records":[]}'],
  ])('is not misled by an answer that is %s', async (_, nonJson) => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ nonJson });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageFaultError',
      message: expect.stringMatching(/^cannot list the snapshots of svm_backup\/orcl: 127\.0\.0\.1:\d+ answered with something that is not the complete XML of ZAPI \(/),
    });
  });

  it('keeps the password out of what it quotes', async () => {
    await using fixture = await start();
    const credentials = { user: fixture.filer.user, password: fixture.filer.password };
    await using storage = await fixture.open('orcl', { credentials: () => credentials });
    const encoded = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
    fixture.filer.faults.add({ status: 200, fault: { code: 13_001, message: `bad header: Basic ${encoded} ${credentials.password} ${'x'.repeat(117)} ${credentials.password}` } });

    const error = await storage.listSnapshots().catch((error: unknown) => error);

    expect(String(error)).toContain('bad header: Basic *** ***');
    expect(String(error)).not.toContain(credentials.password.slice(0, 6));
  });
});
