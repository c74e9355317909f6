import { describe, expect, it } from 'vitest';
import { temporaryClone } from '#workflows/restore/temporary-clone.ts';
import { StorageConflictError } from '#storage/errors.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { fakeClones } from '../restore-test/fake-clones.ts';

const wish = { database: 'orcl', snapshotId: 'orcl-1', cloneName: 'autorestore', log: recordedLog(), signal: new AbortController().signal };

describe('a temporary clone', () => {
  it('is dropped with the scope that holds it', async () => {
    const { storage, clones } = fakeClones();

    const clone = await temporaryClone(storage, wish);

    expect(clone).toMatchObject({ name: 'autorestore', source: 'filer:/export/autorestore' });
    expect(clones).toEqual([expect.objectContaining({ name: 'autorestore', origin: 'orcl-1' })]);
    await clone[Symbol.asyncDispose]();
    expect(clones).toEqual([]);
  });

  it('leaves one of its name alone', async () => {
    const { storage, clones } = fakeClones([{ name: 'autorestore', origin: 'orcl-0', mountPoint: '/x' }]);

    await expect(temporaryClone(storage, wish)).rejects.toMatchObject({
      message: expect.stringContaining('clone autorestore exists already, made from snapshot orcl-0'),
      hint: expect.stringContaining('icb snapper orcl dropclone autorestore'),
    });
    expect(clones).toHaveLength(1);
  });

  it('does not stay when its mount source cannot be told', async () => {
    const { storage, clones } = fakeClones([], { mountSource: () => Promise.reject(new Error('no export')) });

    await expect(temporaryClone(storage, wish)).rejects.toThrow('no export');
    expect(clones).toEqual([]);
  });

  it('does not stay when an adapter fails after it was made', async () => {
    const { storage, clones } = fakeClones([], {
      cloneSnapshot: async (origin, name) => {
        clones.push({ name, origin, mountPoint: '/x' });
        throw new Error('share failed');
      },
    });

    await expect(temporaryClone(storage, wish)).rejects.toThrow('share failed');
    expect(clones).toEqual([]);
  });

  it('is not dropped when somebody else was quicker', async () => {
    const { storage, clones } = fakeClones([], {
      cloneSnapshot: async (origin, name) => {
        clones.push({ name, origin, mountPoint: '/x' });
        throw new StorageConflictError('exists already');
      },
    });

    await expect(temporaryClone(storage, wish)).rejects.toThrow('exists already');
    expect(clones).toHaveLength(1);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('dataset is busy')), 'clone autorestore is left on the storage system: dataset is busy'],
    ['says so and does nothing', async () => undefined, 'clone autorestore is left on the storage system, though dropping it was said to have worked'],
  ])('is an error when dropping it %s', async (_, dropClone, message) => {
    const { storage } = fakeClones([], { dropClone });
    const clone = await temporaryClone(storage, wish);

    await expect(clone[Symbol.asyncDispose]()).rejects.toMatchObject({ message, hint: expect.stringContaining('dropclone autorestore') });
  });
});
