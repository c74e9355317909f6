// Several volumes of a database over ZAPI: one snapshot of them in two steps, and a clone in a small volume.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from '../fixture.ts';

const ID = 'orcl_20240305T010203';

async function start(): Promise<OntapFixture> {
  const fixture = await startOntap({ api: 'zapi', suffixes: ['_data2'] });
  fixture.addVolume('orcl');
  return fixture;
}

/** Calls that change something. */
function changes({ filer }: OntapFixture): string[] {
  return filer.stats.requests.map(({ path }) => path.replace(/^.*#/u, '')).filter((api) => !/-get-iter$|^volume-size$/u.test(api));
}

function snapshots({ admin }: OntapFixture): string[][] {
  return ['orcl', 'orcl_data2'].map((volume) => admin.snapshotsOf(volume));
}

describe('a snapshot of several volumes over ZAPI', () => {
  it('is begun and committed as one', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();

    expect(changes(fixture)).toEqual(['cg-start', 'cg-commit']);
    expect(snapshots(fixture)).toEqual([[id], [id]]);
    expect(fixture.log.lines.map(({ message }) => message)).toEqual([]);
  });

  it.each([
    ['is refused', { status: 200, fault: { code: 13_003, message: 'Insufficient privileges' } }],
    ['is not known', { status: 200, fault: { code: 13_005, message: 'Unable to find API: cg-start' } }],
  ])('is taken one after another when the beginning %s, and its spread told', async (_, fault) => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ ...fault, pathMatch: '#cg-start$' });

    const id = await storage.createSnapshot();

    expect(snapshots(fixture)).toEqual([[id], [id]]);
    expect(fixture.log.lines.map(({ message }) => message)).toEqual([expect.stringMatching(new RegExp(`^snapshot ${ID} was taken of 2 volumes one after another, within \\d+\\.\\d{3} s: .*${fault.fault.message}`))]);
  });

  it.each([
    ['the beginning fails inside', { status: 503, times: 2, pathMatch: '#cg-start$' }],
    ['the beginning is lost', { reset: true, times: 1, pathMatch: '#cg-start$', afterEffect: true }],
    ['the end comes too late', { status: 200, fault: { code: 15_661, message: 'no such operation' }, times: 1, pathMatch: '#cg-commit$' }],
    ['the end is lost', { reset: true, times: 1, pathMatch: '#cg-commit$', afterEffect: true }],
  ])('is there once when %s', async (_, fault) => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add(fault);

    const id = await storage.createSnapshot();

    expect(id).toBe(ID);
    expect(snapshots(fixture)).toEqual([[id], [id]]);
  });

  it.each([
    ['refused', { status: 200, fault: { code: 13_001, message: 'Consistency group operation has timed out.' } }],
    ['lost for good', { reset: true }],
  ])('is not there when its end is %s', async (_, fault) => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ ...fault, pathMatch: '#cg-commit$' });

    await expect(storage.createSnapshot()).rejects.toThrow(/^cannot create snapshot/);

    expect(snapshots(fixture)).toEqual([[], []]);
  });

  it('is taken back when it is interrupted at its end', async () => {
    await using fixture = await start();
    await using storage = await fixture.open('orcl');
    const interrupt = new AbortController();
    fixture.filer.faults.add({ pathMatch: '#cg-commit$', hang: true, afterEffect: true, times: 1 });
    const struck = fixture.filer.faults.struck();

    const creating = storage.createSnapshot(interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(creating).rejects.toThrow('interrupted by SIGINT');
    expect(snapshots(fixture)).toEqual([[], []]);
  });

  it('gets another name when one volume has one of that name already', async () => {
    await using fixture = await start();
    fixture.admin.takeSnapshot('orcl_data2', ID);
    await using storage = await fixture.open('orcl');

    expect(await storage.createSnapshot()).toBe('orcl_20240305T010204');
  });
});

describe('a clone of several volumes over ZAPI', () => {
  it('is a small volume with the clones of all mounted in it, all exported and hidden alike', async () => {
    await using fixture = await start();
    for (const volume of ['orcl', 'orcl_data2']) fixture.filer.configureVolume(volume, { exportPolicy: 'backup_hosts' });
    await using storage = await fixture.open('orcl');

    const clone = await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    const made = ['some_clone', 'some_clone0', 'some_clone1'].map((volume) => fixture.filer.propertiesOf(volume));
    expect(made.map(({ junction }) => junction)).toEqual(['/some_clone', '/some_clone/orcl', '/some_clone/orcl_data2']);
    for (const properties of made) expect(properties).toMatchObject({ exportPolicy: 'backup_hosts', snapshotDirectory: false });
    expect(await storage.listClones()).toEqual([clone]);

    await storage.dropClone('some_clone');
    expect(await storage.listClones()).toEqual([]);
    expect(() => fixture.filer.propertiesOf('some_clone')).toThrow('not found');
  });
});
