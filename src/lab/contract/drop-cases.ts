import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';

export const dropCases: readonly ContractCase[] = [
  {
    name: 'drops a snapshot and leaves the others',
    run: async (subject) => {
      const { storage } = subject;
      const [first, second] = [await storage.createSnapshot(), await storage.createSnapshot()];

      await storage.dropSnapshot(first);

      assert.deepEqual(await subject.ids(), [second]);
    },
  },
  {
    name: 'counts an absent snapshot as dropped',
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      await storage.dropSnapshot(id);

      await storage.dropSnapshot(id);

      assert.deepEqual(await subject.ids(), []);
    },
  },
  {
    name: 'refuses to drop a snapshot with a clone, and the clone lives on',
    needs: ['clones'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      const clone = await storage.cloneSnapshot(id, 'icb_contract_clone');

      await subject.failure(storage.dropSnapshot(id), { as: 'SnapshotInUseError', naming: id });

      assert.deepEqual(await storage.listClones(), [clone]);
      assert.deepEqual(await subject.ids(), [id]);
      await storage.dropClone(clone.name);
      await storage.dropSnapshot(id);
      assert.deepEqual(await subject.ids(), []);
    },
  },
  {
    name: 'refuses to drop what others made, under any legal name',
    needs: ['planted snapshots', 'legal names'],
    run: async (subject) => {
      const { snapshot: name } = subject.legalNames;
      subject.plant([{ name, createdAt: new Date('2024-02-03T04:05:06Z') }]);

      await subject.failure(subject.storage.dropSnapshot(name), { as: 'NotOursError', exitCode: 3, naming: name });

      assert.deepEqual(await subject.ids(), [name]);
    },
  },
];
