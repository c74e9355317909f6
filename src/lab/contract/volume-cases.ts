import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';

export const volumeCases: readonly ContractCase[] = [
  {
    name: 'creates a volume that can be snapshotted, once',
    needs: ['volume creation'],
    run: async (subject) => {
      const storage = await subject.open('newdb');

      await storage.createVolume?.({});

      const id = await storage.createSnapshot();
      assert.deepEqual(await subject.ids(storage), [id]);
      await subject.failure(Promise.resolve(storage.createVolume?.({})), { as: 'StorageConflictError', naming: 'newdb' });
      assert.deepEqual(await subject.ids(storage), [id]);
    },
  },
  {
    name: 'can be closed twice',
    run: async ({ storage }) => {
      await storage.listSnapshots();
      await storage.close?.();

      await storage.close?.();
    },
  },
];
