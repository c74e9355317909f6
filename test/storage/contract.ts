// What every storage adapter must do, checked against a storage system over its real protocol. An adapter's own tests call
// `describeStorageContract` with a fixture; quirks of one system are tested beside it.
import { describe, expect, it, type TestContext } from 'vitest';
import type { Storage } from '#storage/adapter.ts';

/** A storage system of a test's own, with its own clock. */
export interface StorageFixture extends AsyncDisposable {
  /** Opens the volume of a database, whether it is there or not. */
  open(database: string): Promise<Storage>;
  /** Makes the volume of a database by other means than the adapter. */
  addVolume(database: string): void;
  /** Writes a file into a volume, as a host that has it mounted. */
  write(volume: string, file: string, text: string): void;
  /** Reads a file of a volume or clone. */
  read(volume: string, file: string): string;
  /** Moves the time of both sides. */
  advance(durationMs: number): void;
  /** The present time of both sides. */
  now(): Date;
}

const HOUR_MS = 3_600_000;

export function describeStorageContract(system: string, start: () => Promise<StorageFixture>): void {
  describe(`${system} as a SnapHandler`, () => {
    describeSnapshots(start);
    describeDrops(start);
    describeClones(start);
    describeVolumes(start);
  });
}

function describeSnapshots(start: () => Promise<StorageFixture>): void {
  it('lists nothing for an empty volume', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');

    const snapshots = await storage.listSnapshots();

    expect(snapshots).toEqual([]);
  });

  it('lists a new snapshot with its time, no clones and plausible sizes', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();

    const [snapshot, ...others] = await storage.listSnapshots();
    expect(others).toEqual([]);
    expect(snapshot).toMatchObject({ id, cloneCount: 0 });
    expect(Math.abs((snapshot?.createdAt.getTime() ?? 0) - fixture.now().getTime())).toBeLessThan(5000);
    expect(snapshot?.totalBytes ?? 0).toBeGreaterThanOrEqual(0);
    expect(snapshot?.uniqueBytes ?? 0).toBeGreaterThanOrEqual(0);
    expect(storage.ownsSnapshot(id)).toBe(true);
  });

  it('lists the oldest first', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');
    const created: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      created.push(await storage.createSnapshot());
      fixture.advance(HOUR_MS);
    }

    const listed = (await storage.listSnapshots()).map(({ id }) => id);

    expect(listed).toEqual(created);
  });

  it('creates several snapshots within one second', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');

    const created = [await storage.createSnapshot(), await storage.createSnapshot(), await storage.createSnapshot()];

    expect(new Set(created).size).toBe(3);
    expect((await storage.listSnapshots()).map(({ id }) => id).sort()).toEqual([...created].sort());
  });

  it('keeps the databases of one system apart', async () => {
    await using fixture = await withVolume(start);
    fixture.addVolume('orcl2');
    await using storage = await fixture.open('orcl');
    await using other = await fixture.open('orcl2');
    const id = await storage.createSnapshot();
    const clone = await storage.cloneSnapshot(id, 'contract_clone').catch(() => undefined);

    const otherId = await other.createSnapshot();

    expect((await storage.listSnapshots()).map((one) => one.id)).toEqual([id]);
    expect((await other.listSnapshots()).map((one) => one.id)).toEqual([otherId]);
    expect(await other.listClones()).toEqual([]);
    if (clone !== undefined) await expect(other.dropClone(clone.name)).rejects.toThrow(clone.name);
  });

  it('names the volume when it does not exist', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('nosuchdb');

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: expect.stringContaining('nosuchdb') });
    await expect(storage.createSnapshot()).rejects.toMatchObject({ name: 'VolumeNotFoundError' });
  });

  it('ends with the reason of a signal that is aborted already', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');
    const signal = AbortSignal.abort(new Error('interrupted by SIGTERM'));

    await expect(storage.listSnapshots(signal)).rejects.toThrow('interrupted by SIGTERM');
    await expect(storage.createSnapshot(signal)).rejects.toThrow('interrupted by SIGTERM');

    expect(await storage.listSnapshots()).toEqual([]);
  });
}

function describeDrops(start: () => Promise<StorageFixture>): void {
  it('drops a snapshot and leaves the others', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');
    const first = await storage.createSnapshot();
    const second = await storage.createSnapshot();

    await storage.dropSnapshot(first);

    expect((await storage.listSnapshots()).map(({ id }) => id)).toEqual([second]);
  });

  it('counts an absent snapshot as dropped', async () => {
    await using fixture = await withVolume(start);
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await storage.dropSnapshot(id);

    await expect(storage.dropSnapshot(id)).resolves.toBeUndefined();
  });

  it('refuses to drop a snapshot with a clone, and the clone lives on', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    fixture.write('orcl', 'datafile', 'blocks');
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'contract_clone');

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining(id) });

    expect(fixture.read('contract_clone', 'datafile')).toBe('blocks');
    await storage.dropClone('contract_clone');
    await storage.dropSnapshot(id);
    expect(await storage.listSnapshots()).toEqual([]);
  });
}

function describeClones(start: () => Promise<StorageFixture>): void {
  it('clones the state of the snapshot, not of the volume', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    fixture.write('orcl', 'datafile', 'before');
    const id = await storage.createSnapshot();
    fixture.write('orcl', 'datafile', 'after');

    const clone = await storage.cloneSnapshot(id, 'contract_clone');

    expect(fixture.read('contract_clone', 'datafile')).toBe('before');
    expect(clone).toEqual({ name: 'contract_clone', origin: id, mountPoint: expect.stringMatching(/^\/./) });
    expect(await storage.listClones()).toEqual([clone]);
    expect(await storage.listSnapshots()).toMatchObject([{ id, cloneCount: 1 }]);
  });

  it('takes a clone away again', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'contract_clone');

    await storage.dropClone('contract_clone');

    expect(await storage.listClones()).toEqual([]);
    expect(await storage.listSnapshots()).toMatchObject([{ id, cloneCount: 0 }]);
  });

  it('refuses to drop what is no clone of the volume', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    fixture.addVolume('orcl2');
    fixture.write('orcl', 'datafile', 'blocks');
    fixture.write('orcl2', 'datafile', 'blocks of another');

    await expect(storage.dropClone('orcl')).rejects.toMatchObject({ name: 'NotOursError', exitCode: 3 });
    await expect(storage.dropClone('orcl2')).rejects.toMatchObject({ name: 'NotOursError', exitCode: 3 });
    await expect(storage.dropClone('nosuchclone')).rejects.toMatchObject({ name: 'CloneNotFoundError' });

    expect(fixture.read('orcl', 'datafile')).toBe('blocks');
    expect(fixture.read('orcl2', 'datafile')).toBe('blocks of another');
  });

  it('says which snapshot to clone is missing, or which name is taken, and leaves what is there', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    const id = await storage.createSnapshot();
    const missing = id.replace(/\d{6}$/, '000001');
    await storage.cloneSnapshot(id, 'contract_clone');

    await expect(storage.cloneSnapshot(missing, 'other_clone')).rejects.toMatchObject({
      name: 'SnapshotNotFoundError',
      message: expect.stringContaining(missing),
    });
    await expect(storage.cloneSnapshot(id, 'contract_clone')).rejects.toMatchObject({ name: 'StorageConflictError' });

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(['contract_clone']);
  });

  it('tells where to mount the volume and a clone from', async ({ skip }) => {
    await using fixture = await withVolume(start);
    await using storage = await withClones(fixture, skip);
    const clone = await storage.cloneSnapshot(await storage.createSnapshot(), 'contract_clone');

    const sources = [await storage.mountSource('orcl'), await storage.mountSource('contract_clone')];

    expect(sources).toEqual([expect.stringMatching(/^[^:/]+:\/.*orcl/), expect.stringMatching(new RegExp(`^[^:/]+:${clone.mountPoint}$`))]);
  });
}

function describeVolumes(start: () => Promise<StorageFixture>): void {
  it('creates a volume that can be snapshotted, once', async ({ skip }) => {
    await using fixture = await start();
    await using storage = await fixture.open('newdb');
    skip(storage.createVolume === undefined, 'adapter makes no volumes');

    await storage.createVolume?.({});

    await storage.createSnapshot();
    expect(await storage.listSnapshots()).toHaveLength(1);
    await expect(storage.createVolume?.({})).rejects.toMatchObject({ name: 'StorageConflictError' });
  });

  it('can be closed twice', async () => {
    await using fixture = await withVolume(start);
    const storage = await fixture.open('orcl');
    await storage.listSnapshots();

    await storage.close?.();

    await expect(storage.close?.()).resolves.toBeUndefined();
  });
}

async function withVolume(start: () => Promise<StorageFixture>): Promise<StorageFixture> {
  const fixture = await start();
  fixture.addVolume('orcl');
  return fixture;
}

async function withClones(fixture: StorageFixture, skip: TestContext['skip']): Promise<Storage> {
  const storage = await fixture.open('orcl');
  skip(storage.capabilities?.clones === false, 'storage system has no thin clones');
  return storage;
}
