import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';

const HOUR_MS = 3_600_000;

export const lockCases: readonly ContractCase[] = [
  {
    name: 'locks a snapshot, shows until when, and refuses to drop it',
    needs: ['locks'],
    run: async (subject) => {
      const { storage } = subject;
      const [id, other] = [await storage.createSnapshot(), await storage.createSnapshot()];
      const until = new Date(Math.floor(subject.now().getTime() / 1000) * 1000 + HOUR_MS);

      await storage.lockSnapshot?.(id, until);

      const listed = await storage.listSnapshots();
      assert.deepEqual(listed.map(({ id, lockedUntil }) => [id, lockedUntil]), [[id, until], [other, undefined]]);
      await subject.failure(storage.dropSnapshot(id), { as: 'StorageDeniedError', naming: id });
      assert.deepEqual(await subject.ids(), [id, other]);
    },
  },
  {
    name: 'makes a lock longer and never shorter, and drops the snapshot once it has ended',
    needs: ['locks', 'time'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      const startMs = Math.floor(subject.now().getTime() / 1000) * 1000;

      for (const hours of [1, 3, 2]) await storage.lockSnapshot?.(id, new Date(startMs + hours * HOUR_MS));

      assert.deepEqual((await storage.listSnapshots())[0]?.lockedUntil, new Date(startMs + 3 * HOUR_MS));
      subject.advance(3 * HOUR_MS + 1000);
      await storage.dropSnapshot(id);
      assert.deepEqual(await subject.ids(), []);
    },
  },
  {
    name: 'says which snapshot to lock is missing',
    needs: ['locks'],
    run: async (subject) => {
      const { storage } = subject;
      const missing = await storage.createSnapshot();
      await storage.dropSnapshot(missing);

      const locking = storage.lockSnapshot?.(missing, new Date(subject.now().getTime() + HOUR_MS)) ?? Promise.resolve();
      await subject.failure(locking, { as: 'SnapshotNotFoundError', naming: missing });
    },
  },
];
