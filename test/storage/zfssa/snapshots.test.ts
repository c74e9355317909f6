// How snapshots, clones and volumes of the appliance are named, told apart and refused.
import { describe, expect, it } from 'vitest';
import { startZfssa, type ZfssaFixture } from './fixture.ts';
import { startScripted } from './scripted-appliance.ts';

async function startWithVolume(): Promise<ZfssaFixture> {
  const fixture = await startZfssa();
  fixture.addVolume('orcl');
  return fixture;
}

describe('names of new snapshots', () => {
  it('take the next free second when one is taken, without waiting for it', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');

    const ids = [await storage.createSnapshot(), await storage.createSnapshot(), await storage.createSnapshot()];

    expect(ids).toEqual(['orcl-20240305T010203', 'orcl-20240305T010204', 'orcl-20240305T010205']);
    expect(fixture.now()).toEqual(new Date('2024-03-05T01:02:03Z'));
  });

  it('step aside when somebody takes the name between look and creation', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await using rival = await fixture.open('orcl');
    await rival.createSnapshot();
    // The look does not see the rival's snapshot yet.
    fixture.appliance.faults.add({ method: 'GET', pathMatch: 'T010203$', status: 404, times: 1 });

    const id = await storage.createSnapshot();

    expect(id).toBe('orcl-20240305T010204');
  });
});

describe('snapshots that icb did not make', () => {
  it('are listed, told apart and never dropped', async () => {
    await using fixture = await startWithVolume();
    const scheduled = fixture.appliance.takeScheduledSnapshot('orcl');
    fixture.advance(1000);
    await using storage = await fixture.open('orcl');
    const own = await storage.createSnapshot();

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map(({ id }) => [id, storage.ownsSnapshot(id)])).toEqual([
      [scheduled, false],
      [own, true],
    ]);
    await expect(storage.dropSnapshot(scheduled)).rejects.toMatchObject({ name: 'NotOursError', exitCode: 3 });
    expect(await storage.listSnapshots()).toHaveLength(2);
  });

  it('can be cloned all the same', async () => {
    await using fixture = await startWithVolume();
    const scheduled = fixture.appliance.takeScheduledSnapshot('orcl');
    await using storage = await fixture.open('orcl');

    const clone = await storage.cloneSnapshot(scheduled, 'by_hand');

    expect(clone).toEqual({ name: 'by_hand', origin: scheduled, mountPoint: '/export/demo-backup/by_hand' });
  });

  it('show the hold the appliance has on them', async () => {
    await using fixture = await startWithVolume();
    fixture.appliance.takeScheduledSnapshot('orcl', { locked: true });
    await using storage = await fixture.open('orcl');

    const snapshots = await storage.listSnapshots();

    expect(snapshots[0]?.lockedUntil?.getUTCFullYear()).toBe(9999);
  });
});

describe('dropping', () => {
  it('names the clones that are in the way', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'first_clone');
    await storage.cloneSnapshot(id, 'second_clone');

    await expect(storage.dropSnapshot(id)).rejects.toThrow(
      `cannot drop snapshot ${id} of pool1/demo-backup/orcl: it has clones (first_clone, second_clone)`,
    );

    expect(fixture.requests().filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('counts what somebody else dropped meanwhile as dropped, once it is not listed either', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const other = await storage.createSnapshot();
    fixture.appliance.faults.add({ method: 'DELETE', status: 404, afterEffect: true, times: 1 });

    await expect(storage.dropSnapshot(id)).resolves.toBeUndefined();

    fixture.appliance.faults.add({ method: 'DELETE', status: 404, times: 1 });
    await expect(storage.dropSnapshot(other)).rejects.toThrow('the appliance says that it is not there, and lists it');
  });

  it('takes the snapshots of a clone along, but not what was cloned from them', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'plain_clone');
    await storage.cloneSnapshot(id, 'base_clone');
    fixture.appliance.takeScheduledSnapshot('plain_clone');
    await using onBase = await fixture.open('base_clone');
    await onBase.cloneSnapshot(await onBase.createSnapshot(), 'clone_of_clone');

    await storage.dropClone('plain_clone');
    await expect(storage.dropClone('base_clone')).rejects.toMatchObject({ name: 'SnapshotInUseError' });

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(['base_clone']);
    expect((await onBase.listClones()).map(({ name }) => name)).toEqual(['clone_of_clone']);
  });

  it('refuses a share of the same name in another project', async () => {
    const filesystem = { name: 'x', mountpoint: '/export/x', origin: { project: 'other', share: 'orcl', snapshot: 's' } };
    await using appliance = await startScripted(() => [200, { filesystem }]);
    await using storage = await appliance.open();

    await expect(storage.dropClone('x')).rejects.toMatchObject({ name: 'NotOursError' });
    expect(appliance.requests).toEqual(['GET /filesystems/x']);
  });

  it('refuses the volume of the database even when that is itself a clone', async () => {
    const filesystem = { name: 'orcl', mountpoint: '/export/orcl', origin: { project: 'demo-backup', share: 'orcl', snapshot: 's' } };
    await using appliance = await startScripted(() => [200, { filesystem, filesystems: [filesystem] }]);
    await using storage = await appliance.open();

    await expect(storage.dropClone('orcl')).rejects.toThrow('it is the backup volume itself');
    expect(appliance.requests).toEqual([]);
    expect(await storage.listClones()).toEqual([]);
  });
});

describe('new volumes', () => {
  it('get the quota asked for, and nothing else that was not', async () => {
    await using fixture = await startZfssa();
    await using storage = await fixture.open('orcl');
    const bodies: string[] = [];
    await using scripted = await startScripted(({ method, body }) => {
      if (method === 'POST') bodies.push(body);
      return bodies.length === 0 ? [404] : [200, { filesystem: { name: 'orcl', mountpoint: '/export/orcl' } }];
    });
    await using spied = await scripted.open();

    await storage.createVolume?.({ sizeBytes: 2 ** 40 });
    await spied.createVolume?.({ sizeBytes: 2 ** 40 });

    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/export/demo-backup/orcl');
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ name: 'orcl', quota: 2 ** 40 }]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuse %d bytes', async (sizeBytes) => {
    await using fixture = await startZfssa();
    await using storage = await fixture.open('orcl');

    await expect(storage.createVolume?.({ sizeBytes })).rejects.toThrow('is not a size in bytes');
    expect(fixture.requests()).toEqual([]);
  });
});
