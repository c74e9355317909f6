// zfs in trouble, beyond what the contract tries: what is busy, and what the operator is told.
import { describe, expect, it } from 'vitest';
import { startOpenzfs, type OpenzfsFixture } from './fixture.ts';

const ID = 'orcl-20240305T010203';

async function startWithVolume(): Promise<OpenzfsFixture> {
  const fixture = await startOpenzfs();
  fixture.addVolume('orcl');
  return fixture;
}

describe('a snapshot of zfs', () => {
  it.each([
    ['the dataset is not mounted, so what is written to its folder goes elsewhere', [['', 'no']]],
    ['other datasets are mounted in its folder, and a snapshot would lack them (tank/demo-backup/orcl/logs)', [['', 'yes'], ['/logs', 'yes'], ['/spare', 'no']]],
  ] as const)('is not taken when %s', async (message, datasets) => {
    await using fixture = await startOpenzfs({ release: '2.2.7' });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const rows = datasets.map(([child, mounted]) => `tank/demo-backup/orcl${child}\t-\t/export/demo-backup/orcl${child}\t${mounted}\n`);
    fixture.zfs.faults.add({ pathMatch: '^list .*-r .*mounted', nonJson: rows.join('') });

    await expect(storage.createSnapshot()).rejects.toThrow(`cannot create snapshot ${ID} of tank/demo-backup/orcl: ${message}`);

    expect(await storage.listSnapshots()).toEqual([]);
  });
});

describe('a list of zfs', () => {
  it('is none with a time that no calendar has', async () => {
    await using fixture = await startOpenzfs({ release: '2.2.7' });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.zfs.faults.add({ pathMatch: '^list .*-t snapshot', nonJson: `tank/demo-backup/orcl@${id}\t99999999999999999999\t0\t0\t0\t-\n` });

    await expect(storage.listSnapshots()).rejects.toThrow(`the time of creation of ${id} is none`);
  });
});

describe('changing when zfs is in trouble', () => {
  it('leaves a dataset alone that has the name of a clone since this was destroyed', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');
    fixture.zfs.faults.add({ method: 'destroy', reset: true, afterEffect: true, delayMs: 1, times: 1 });
    const replaced = fixture.zfs.faults.struck().then(() => fixture.addVolume('some_clone'));

    await storage.dropClone('some_clone');
    await replaced;

    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('leaves the clone of somebody who was quicker, though it is of the same snapshot', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await using quicker = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const message = "cannot create 'tank/demo-backup/some_clone': dataset already exists";
    fixture.zfs.faults.add({ method: 'clone', status: 1, fault: { message }, delayMs: 500, times: 1 });
    const struck = fixture.zfs.faults.struck();

    const slower = storage.cloneSnapshot(id, 'some_clone');
    await struck;
    await quicker.cloneSnapshot(id, 'some_clone');

    await expect(slower).rejects.toMatchObject({ name: 'StorageConflictError' });
    expect(await quicker.listClones()).toMatchObject([{ name: 'some_clone' }]);
  });

  it('takes back a clone that zfs made but could not mount', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    const message = "cannot mount '/export/demo-backup/half_clone': directory is not empty";
    fixture.zfs.faults.add({ method: 'clone', status: 1, fault: { message }, afterEffect: true, times: 1 });

    await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toThrow(message);

    expect(await storage.listClones()).toEqual([]);
  });

  it('waits for a clone that is busy for a moment, and says so when it stays busy', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'some_clone');
    const busy = { method: 'destroy', status: 1, fault: { message: "cannot destroy 'tank/demo-backup/some_clone': dataset is busy" } };
    fixture.zfs.faults.add(busy);

    await expect(storage.dropClone('some_clone')).rejects.toMatchObject({ name: 'StorageConflictError', message: expect.stringContaining('dataset is busy') });

    fixture.zfs.faults.clear();
    fixture.zfs.faults.add({ ...busy, times: 2 });
    await storage.dropClone('some_clone');
    expect(await storage.listClones()).toEqual([]);
  });
});

describe('what the operator is told', () => {
  it.each([
    [1, "cannot create snapshots : permission denied", 'StorageDeniedError', 'sudo'],
    [1, 'The ZFS modules are not loaded.\nTry running modprobe', 'StorageUnreachableError', 'check that ZFS is loaded'],
    [1, 'cannot create snapshot: out of space', 'StorageError', undefined],
    [2, "invalid option 'x'", 'StorageError', undefined],
  ])('names what zfs said with exit code %i: %s', async (status, message, name, hint) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.zfs.faults.add({ method: 'snapshot', status, fault: { message } });

    await expect(storage.createSnapshot()).rejects.toMatchObject({
      name,
      message: `cannot create snapshot ${ID} of tank/demo-backup/orcl: ${message.replace('\n', ' ')}`,
      hint: hint === undefined ? undefined : expect.stringContaining(hint),
    });
    expect(fixture.zfs.calls.filter(([word]) => word === 'snapshot')).toHaveLength(1);
  });

  it('names a program that is not there', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings: { zfscommand: '/nowhere/zfs' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ message: expect.stringContaining('/nowhere/zfs: not found'), hint: expect.stringContaining('zfscommand') });
  });

  it('gives up when zfs does not answer, twice', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { limits: { requestTimeoutMs: 100 } });
    fixture.zfs.faults.add({ hang: true });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: 'cannot list the snapshots of tank/demo-backup/orcl: there was no answer within 0.1 s',
    });
  });

  it.each([
    [{ truncate: true }, 'zfs answered something that is no list'],
    [{ nonJson: 'Last login: today\n{}' }, 'zfs answered something that is no list: Last login: today {}'],
  ])('refuses a list that is none: %o', async (fault, message) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.zfs.faults.add({ ...fault, method: 'list' });

    await expect(storage.listSnapshots()).rejects.toThrow(`cannot list the snapshots of tank/demo-backup/orcl: ${message}`);
  });

  it.each([
    [{ dataset: 'nopool/x' }, 'there is no pool nopool', 'dataset in [openzfs]'],
    [{ dataset: 'tank/other' }, 'there is no dataset tank/other', 'dataset in [openzfs]'],
  ])('tells which part of the name is missing with %o', async (settings, message, hint) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl', { settings });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
  });

  it.each([
    [{ dataset: undefined }, 'dataset is missing in section [openzfs]'],
    [{ dataset: 'tank/a@b' }, 'dataset in section [openzfs] must be names'],
    [{ dataset: '/tank/a' }, 'dataset in section [openzfs] must be names'],
    [{ host: '-oProxyCommand=x' }, 'host in section [openzfs] cannot begin with -'],
    [{ host: 'storage', sshconfig: '/no/such/ssh.cfg' }, 'sshconfig in section [openzfs]: there is no file /no/such/ssh.cfg'],
  ])('refuses settings that cannot be used: %o', async (settings, message) => {
    await using fixture = await startWithVolume();

    await expect(fixture.open('orcl', { settings })).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining(message) });
  });
});
