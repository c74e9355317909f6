// A system in trouble. Reads are repeated; what changes something is repeated only after a look, and in the end has happened once.
import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';
import type { Subject } from './subject.ts';
import type { TroubleKind } from './system-under-test.ts';

const passing: readonly TroubleKind[] = ['failing inside', 'a reset', 'an answer cut off', 'an answer of a proxy'];
/** Those that leave open whether a change has happened; what spoils an answer comes after the effect. */
const unclear: readonly (readonly [TroubleKind, 'before' | 'after'])[] = [
  ['failing inside', 'before'],
  ['failing inside', 'after'],
  ['a reset', 'before'],
  ['a reset', 'after'],
  ['an answer cut off', 'after'],
  ['an answer of a proxy', 'after'],
  ['silence', 'before'],
  ['silence', 'after'],
];
const outages = ['StorageFaultError', 'StorageUnreachableError'];

export const troubleCases: readonly ContractCase[] = [
  {
    name: 'refuses wrong credentials in words that do not contain them, and does not insist',
    needs: ['login'],
    run: async (subject) => {
      const password = 'geheim-8zeichen';
      const storage = await subject.open(subject.database, { credentials: () => ({ user: 'icbadmin', password }) });
      const before = subject.requestCount();

      const error = await subject.failure(storage.listSnapshots(), { as: 'StorageLoginError' });

      assert.equal(`${String(error)} ${'hint' in error ? String(error.hint) : ''}`.includes(password), false, 'it tells the password');
      // Accounts are locked after a few.
      subject.expectRequests(before, 1);
    },
  },
  {
    name: 'sends nothing to a system whose certificate it cannot check',
    needs: ['certificates'],
    run: async (subject) => {
      const storage = await subject.openUntrusting();
      const before = subject.requestCount();

      await subject.failure(storage.listSnapshots(), { as: 'StorageCertificateError' });

      subject.expectRequests(before, 0);
    },
  },
  ...passing.map((kind): ContractCase => ({
    name: `asks again through ${kind}`,
    needs: [kind],
    run: async (subject) => {
      const id = await subject.storage.createSnapshot();
      subject.trouble(kind, { times: 2 });

      assert.deepEqual(await subject.ids(), [id]);
    },
  })),
  ...passing.map((kind): ContractCase => ({
    name: `gives up when there is nothing but ${kind}`,
    needs: [kind],
    run: async (subject) => {
      // What is found out once only has been found out.
      await subject.ids();
      const before = subject.requestCount();
      subject.trouble(kind);

      await subject.failure(subject.storage.listSnapshots(), { as: outages, naming: subject.database });

      subject.expectRequests(before, 4);
    },
  })),
  {
    name: 'gives up when there is nothing but silence, after few attempts',
    needs: ['silence'],
    run: async (subject) => {
      const storage = await subject.openImpatient();
      await subject.ids(storage);
      const before = subject.requestCount();
      subject.trouble('silence');

      await subject.failure(storage.listSnapshots(), { as: 'StorageUnreachableError', naming: subject.database });

      subject.expectRequests(before, 2);
    },
  },
  {
    name: 'limits a whole operation, however patient it is with each request',
    needs: ['silence'],
    run: async (subject) => {
      const storage = await subject.open(subject.database, { limits: { operationTimeoutMs: 50 } });
      subject.trouble('silence');

      await subject.failure(storage.listSnapshots(), { as: 'StorageUnreachableError', naming: 'gave up after 0.05 s' });
    },
  },
  ...unclear.map(([kind, moment]) => changesOnce(kind, moment)),
  {
    name: 'never takes an older snapshot for the one it was to create',
    needs: ['failing inside'],
    run: async (subject) => {
      const { storage } = subject;
      const older = await storage.createSnapshot();
      subject.trouble('failing inside', { deed: 'snapshot', times: 1 });

      const id = await storage.createSnapshot();

      assert.notEqual(id, older);
      assert.deepEqual((await subject.ids()).toSorted(), [older, id].toSorted());
    },
  },
  {
    name: 'leaves nothing of a clone that fails half-way',
    needs: ['clones', 'half clones'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      for (const faults of subject.halfClones) {
        for (const fault of faults) subject.troubles.add(fault);

        await assert.rejects(storage.cloneSnapshot(id, 'half_clone'), /clone/);

        subject.troubles.clear();
        assert.deepEqual(await storage.listClones(), []);
        assert.deepEqual((await storage.listSnapshots()).map(({ id, cloneCount }) => ({ id, cloneCount })), [{ id, cloneCount: 0 }]);
      }
    },
  },
];

function changesOnce(kind: TroubleKind, moment: 'before' | 'after'): ContractCase {
  return {
    name: `does everything once through ${kind} ${moment} the effect`,
    needs: [kind],
    run: async (subject) => {
      const storage = kind === 'silence' ? await subject.openImpatient() : subject.storage;
      const strike = (deed: Parameters<Subject['trouble']>[1]): void => subject.trouble(kind, { ...deed, afterEffect: moment === 'after', times: 1 });

      strike({ deed: 'snapshot' });
      const id = await storage.createSnapshot();
      assert.deepEqual(await subject.ids(), [id]);

      if (storage.capabilities?.clones !== false) {
        strike({ deed: 'clone' });
        const clone = await storage.cloneSnapshot(id, 'icb_contract_clone');
        assert.deepEqual(await storage.listClones(), [clone]);
        strike({ deed: 'drop clone' });
        await storage.dropClone(clone.name);
        assert.deepEqual(await storage.listClones(), []);
      }

      strike({ deed: 'drop' });
      await storage.dropSnapshot(id);
      assert.deepEqual(await subject.ids(), []);
    },
  };
}
