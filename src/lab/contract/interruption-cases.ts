import assert from 'node:assert/strict';
import type { Storage } from '#storage/adapter.ts';
import type { ContractCase } from './contract-case.ts';
import type { Subject } from './subject.ts';

const reason = 'interrupted by SIGTERM';

export const interruptionCases: readonly ContractCase[] = [
  {
    name: 'does nothing when it is cancelled beforehand, and ends with the reason',
    run: async (subject) => {
      const { storage, database } = subject;
      const id = await storage.createSnapshot();
      const signal = AbortSignal.abort(new Error(reason));
      const always = [storage.listSnapshots(signal), storage.createSnapshot(signal), storage.dropSnapshot(id, signal)];

      for (const attempt of always) await assert.rejects(attempt, new Error(reason));
      if (storage.capabilities?.clones !== false) {
        for (const attempt of clonesAndMounts(storage, { id, database, signal })) await assert.rejects(attempt, new Error(reason));
      }

      assert.deepEqual(await subject.ids(), [id]);
    },
  },
  {
    name: 'ends a question in flight when it is cancelled, and can be asked again',
    needs: ['silence'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      subject.trouble('silence', { times: 1 });

      await interrupted(subject, (signal) => storage.listSnapshots(signal));

      assert.deepEqual(await subject.ids(), [id]);
    },
  },
  {
    name: 'leaves nothing of a clone when it is cancelled while that is made',
    needs: ['clones', 'silence'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      subject.trouble('silence', { deed: 'clone', afterEffect: true, times: 1 });

      await interrupted(subject, (signal) => storage.cloneSnapshot(id, 'half_clone', signal));

      assert.deepEqual(await storage.listClones(), []);
      assert.deepEqual((await storage.listSnapshots()).map(({ id, cloneCount }) => ({ id, cloneCount })), [{ id, cloneCount: 0 }]);
    },
  },
  {
    name: 'can drop what it was cancelled at dropping',
    needs: ['silence'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      subject.trouble('silence', { deed: 'drop', afterEffect: true, times: 1 });
      await interrupted(subject, (signal) => storage.dropSnapshot(id, signal));

      await storage.dropSnapshot(id);

      assert.deepEqual(await subject.ids(), []);
    },
  },
  {
    name: 'can go on after it was cancelled while a snapshot was made',
    needs: ['silence'],
    run: async (subject) => {
      const { storage } = subject;
      subject.trouble('silence', { deed: 'snapshot', afterEffect: true, times: 1 });
      await interrupted(subject, (signal) => storage.createSnapshot(signal));
      const before = await subject.ids();

      const id = await storage.createSnapshot();

      assert.equal(before.includes(id), false, `${id} was there before`);
      assert.deepEqual((await subject.ids()).toSorted(), [...before, id].toSorted());
    },
  },
];

function clonesAndMounts(storage: Storage, { id, database, signal }: { readonly id: string; readonly database: string; readonly signal: AbortSignal }): Promise<unknown>[] {
  return [storage.cloneSnapshot(id, 'half_clone', signal), storage.listClones(signal), storage.dropClone('half_clone', signal), storage.mountSource(database, signal)];
}

/** Cancels what is attempted as soon as a fault has struck it. */
async function interrupted(subject: Subject, attempt: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const interrupt = new AbortController();
  const struck = subject.troubles.struck();
  const attempted = assert.rejects(attempt(interrupt.signal), new Error(reason));
  await Promise.race([struck, attempted]);
  // What is taken back finds the system in good health.
  subject.troubles.clear();
  interrupt.abort(new Error(reason));
  await attempted;
}
