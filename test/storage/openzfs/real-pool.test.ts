// The adapter and a real ZFS, of 2010: Debian's zfs-fuse.
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeStorageContract } from '../contract.ts';
import { openZfsPool } from './zfs-pool.ts';

const pool = await openZfsPool();

it('has a real pool to meet', ({ skip }) => {
  if (typeof pool === 'string') skip(pool);

  expect(pool).toMatchObject({ inside: expect.any(Array) });
});

describe.each(typeof pool === 'string' ? [] : [pool])('OpenZFS', (pool) => {
  afterAll(async () => pool[Symbol.asyncDispose]());

  describeStorageContract('a real pool of zfs-fuse', () => pool.newParent());

  describe('a real pool', () => {
    it('keeps a snapshot whose clone is elsewhere in the pool, and one that is held', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      await using storage = await parent.open('orcl');
      const [cloned, held] = [await storage.createSnapshot(), await storage.createSnapshot()];
      pool.zfs('clone', `${parent.dataset}/orcl@${cloned}`, 't/elsewhere');
      pool.zfs('hold', 'keep', `${parent.dataset}/orcl@${held}`);

      const snapshots = await storage.listSnapshots();

      expect(snapshots).toMatchObject([
        { id: cloned, cloneCount: 1 },
        { id: held, cloneCount: 0, lockedUntil: expect.any(Date) },
      ]);
      expect(await storage.listClones()).toEqual([]);
      await expect(storage.dropSnapshot(cloned)).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('t/elsewhere') });
      await expect(storage.dropSnapshot(held)).rejects.toMatchObject({ name: 'StorageDeniedError' });
      pool.zfs('release', 'keep', `${parent.dataset}/orcl@${held}`);
      await storage.dropSnapshot(held);
      expect((await storage.listSnapshots()).map(({ id }) => id)).toEqual([cloned]);
    });

    it('sets no lock that nobody could find again', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      await using storage = await parent.open('orcl');
      const id = await storage.createSnapshot();

      await expect(storage.lockSnapshot?.(id, new Date(Date.now() + 3_600_000))).rejects.toThrow('this zfs cannot list the holds of a snapshot');

      await storage.dropSnapshot(id);
      expect(await storage.listSnapshots()).toEqual([]);
    });

    it('lists none of the snapshots of children, and those that others made with blanks in their names', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      parent.addVolume('orcl/child');
      pool.zfs('snapshot', `${parent.dataset}/orcl/child@inner`);
      pool.zfs('snapshot', `${parent.dataset}/orcl@by hand`);
      await using storage = await parent.open('orcl');

      const ids = (await storage.listSnapshots()).map(({ id }) => id);

      expect(ids).toEqual(['by hand']);
      await expect(storage.createSnapshot()).rejects.toThrow(`a snapshot would lack them (${parent.dataset}/orcl/child)`);
      await expect(storage.dropSnapshot('by hand')).rejects.toMatchObject({ name: 'NotOursError' });
    });

    it('tells sizes in bytes', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      await using storage = await parent.open('orcl');
      parent.write('orcl', 'datafile', 'a'.repeat(1_000_000));
      await storage.createSnapshot();
      parent.write('orcl', 'datafile', 'b'.repeat(1_000_000));
      await storage.createSnapshot();

      const [first] = await storage.listSnapshots();

      expect(first?.totalBytes).toBeGreaterThan(1_000_000);
      expect(first?.uniqueBytes).toBeGreaterThan(1_000_000);
      expect(first?.uniqueBytes).toBeLessThan(2_000_000);
    });

    it('leaves nothing of a clone that cannot be mounted', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      await using storage = await parent.open('orcl');
      const id = await storage.createSnapshot();
      mkdirSync(pool.reach(join(parent.mountPoint, 'half_clone')));
      writeFileSync(pool.reach(join(parent.mountPoint, 'half_clone/file')), 'in the way');

      await expect(storage.cloneSnapshot(id, 'half_clone')).rejects.toThrow('directory is not empty');

      expect(await storage.listSnapshots()).toMatchObject([{ id, cloneCount: 0 }]);
    });

    it('keeps a clone somebody works in, and drops it afterwards', async () => {
      await using parent = await pool.newParent();
      parent.addVolume('orcl');
      parent.write('orcl', 'datafile', 'blocks');
      await using storage = await parent.open('orcl');
      await storage.cloneSnapshot(await storage.createSnapshot(), 'used_clone');
      const file = openSync(pool.reach(join(parent.mountPoint, 'used_clone/datafile')), 'r');

      await expect(storage.dropClone('used_clone')).rejects.toMatchObject({ name: 'StorageConflictError', message: expect.stringContaining('busy') });

      closeSync(file);
      await storage.dropClone('used_clone');
      expect(await storage.listClones()).toEqual([]);
    });
  });
});
