// Clones of one volume, as far as ONTAP has them in its own way.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';

async function startWithVolume(options: Parameters<typeof startOntap>[0] = {}): Promise<OntapFixture> {
  const fixture = await startOntap(options);
  fixture.addVolume('orcl');
  return fixture;
}

/** What exports a new clone and hides its snapshots. */
const dressing = { rest: { method: 'PATCH' }, zapi: { pathMatch: '#volume-modify-iter$' } } as const;

describe.each(['rest', 'zapi'] as const)('a clone made over %s', (api) => {
  it('has the export policy of its parent, and shows no snapshot directory', async () => {
    await using fixture = await startWithVolume({ api });
    await using storage = await fixture.open('orcl');

    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    const { exportPolicy, snapshotDirectory } = fixture.filer.propertiesOf('some_clone');
    expect({ exportPolicy, snapshotDirectory }).toEqual({ exportPolicy: 'oracle', snapshotDirectory: false });
  });

  it('holds its snapshot while it is in the recovery queue', async () => {
    await using fixture = await startWithVolume({ api, style: { recoveryQueue: true } });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'some_clone');
    await storage.dropClone('some_clone');

    expect([await storage.listClones(), await storage.listSnapshots()]).toMatchObject([[], [{ id, cloneCount: 1 }]]);
    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'SnapshotInUseError', hint: expect.stringContaining('recovery queue') });

    fixture.filer.purgeRecoveryQueue();
    await storage.dropSnapshot(id);
    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('leaves nothing when it is interrupted after it was made, while it is dressed', async () => {
    await using fixture = await startWithVolume({ api });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const interrupt = new AbortController();
    fixture.filer.faults.add({ ...dressing[api], hang: true, afterEffect: true, times: 1 });
    const struck = fixture.filer.faults.struck();

    const cloning = storage.cloneSnapshot(id, 'half_clone', interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(cloning).rejects.toThrow('interrupted by SIGINT');
    expect([await storage.listClones(), await storage.listSnapshots()]).toMatchObject([[], [{ id, cloneCount: 0 }]]);
  });
});

describe('a clone', () => {
  it('is unmounted and taken offline before it is deleted', async () => {
    await using fixture = await startWithVolume({ style: { answersEarly: false } });
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    const before = fixture.requests().length;

    await storage.dropClone('some_clone');

    const changes = fixture.requests().slice(before).filter((request) => !request.startsWith('GET'));
    expect(changes.map((request) => request.split(' ')[0])).toEqual(['PATCH', 'PATCH', 'DELETE']);
  });

  it.each(['with-dash', 'a*', 'a|b', '', '..', '1st'])('cannot be called %j', async (name) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');

    await expect(storage.dropClone(name)).rejects.toThrow(`'${name}' is not the name of a volume`);
    expect(fixture.requests()).toEqual([]);
  });
});
