import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';

export const cloneCases: readonly ContractCase[] = [
  {
    name: 'clones a snapshot, and counts the clone there',
    needs: ['clones'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();

      const clone = await storage.cloneSnapshot(id, 'icb_contract_clone');

      assert.deepEqual({ ...clone, mountPoint: undefined }, { name: 'icb_contract_clone', origin: id, mountPoint: undefined });
      assert.match(clone.mountPoint, /^\/./);
      assert.deepEqual(await storage.listClones(), [clone]);
      assert.deepEqual((await storage.listSnapshots()).map(({ id, cloneCount }) => ({ id, cloneCount })), [{ id, cloneCount: 1 }]);
    },
  },
  {
    name: 'clones the state of the snapshot, and keeps it for the clone',
    needs: ['clones', 'files'],
    run: async (subject) => {
      const { storage, database } = subject;
      subject.write(database, 'datafile', 'before');
      const id = await storage.createSnapshot();
      subject.write(database, 'datafile', 'after');

      await storage.cloneSnapshot(id, 'icb_contract_clone');

      assert.equal(subject.read('icb_contract_clone', 'datafile'), 'before');
      await subject.failure(storage.dropSnapshot(id), { as: 'SnapshotInUseError' });
      assert.equal(subject.read('icb_contract_clone', 'datafile'), 'before');
      assert.equal(subject.read(database, 'datafile'), 'after');
    },
  },
  {
    name: 'takes a clone away again',
    needs: ['clones'],
    run: async (subject) => {
      const { storage } = subject;
      const id = await storage.createSnapshot();
      await storage.cloneSnapshot(id, 'icb_contract_clone');

      await storage.dropClone('icb_contract_clone');

      assert.deepEqual(await storage.listClones(), []);
      assert.deepEqual((await storage.listSnapshots()).map(({ id, cloneCount }) => ({ id, cloneCount })), [{ id, cloneCount: 0 }]);
    },
  },
  {
    name: 'clones under any legal name',
    needs: ['clones', 'legal names'],
    run: async (subject) => {
      const { storage } = subject;
      const name = subject.legalNames.clone;

      const clone = await storage.cloneSnapshot(await storage.createSnapshot(), name);

      assert.equal(clone.name, name);
      assert.deepEqual(await storage.listClones(), [clone]);
      await storage.dropClone(name);
      assert.deepEqual(await storage.listClones(), []);
    },
  },
  {
    name: 'refuses to drop the volume itself, and a clone that is not there',
    needs: ['clones'],
    run: async (subject) => {
      const { storage, database } = subject;
      const id = await storage.createSnapshot();

      await subject.failure(storage.dropClone(database), { as: 'NotOursError', exitCode: 3, naming: database });
      await subject.failure(storage.dropClone('nosuchclone'), { as: 'CloneNotFoundError', naming: 'nosuchclone' });

      assert.deepEqual(await subject.ids(), [id]);
    },
  },
  {
    name: 'refuses to drop another volume, and the clone of one',
    needs: ['clones', 'throw-away volumes', 'files'],
    run: async (subject) => {
      const { storage } = subject;
      subject.addVolume('orcl2');
      subject.write('orcl2', 'datafile', 'blocks of another');
      const other = await subject.open('orcl2');
      const clone = await other.cloneSnapshot(await other.createSnapshot(), 'icb_contract_clone');

      await subject.failure(storage.dropClone('orcl2'), { as: 'NotOursError', exitCode: 3, naming: 'orcl2' });
      await subject.failure(storage.dropClone('icb_contract_clone'), { as: 'NotOursError', exitCode: 3, naming: 'icb_contract_clone' });

      assert.equal(subject.read('orcl2', 'datafile'), 'blocks of another');
      assert.equal(subject.read('icb_contract_clone', 'datafile'), 'blocks of another');
      assert.deepEqual([await storage.listClones(), await other.listClones()], [[], [clone]]);
    },
  },
  {
    name: 'says which snapshot to clone is missing, or which name is taken, and leaves what is there',
    needs: ['clones'],
    run: async (subject) => {
      const { storage } = subject;
      const [missing, id] = [await storage.createSnapshot(), await storage.createSnapshot()];
      await storage.dropSnapshot(missing);
      await storage.cloneSnapshot(id, 'icb_contract_clone');

      await subject.failure(storage.cloneSnapshot(missing, 'icb_other_clone'), { as: 'SnapshotNotFoundError', naming: missing });
      await subject.failure(storage.cloneSnapshot(id, 'icb_contract_clone'), { as: 'StorageConflictError', naming: 'icb_contract_clone' });

      assert.deepEqual((await storage.listClones()).map(({ name }) => name), ['icb_contract_clone']);
    },
  },
  {
    name: 'tells where to mount the volume and a clone from',
    needs: ['clones'],
    run: async (subject) => {
      const { storage, database } = subject;
      const clone = await storage.cloneSnapshot(await storage.createSnapshot(), 'icb_contract_clone');

      const [ofVolume, ofClone] = [await storage.mountSource(database), await storage.mountSource(clone.name)];

      assert.match(ofVolume, /^[^:/]+:\/./);
      if (!subject.isForeign) assert.ok(ofVolume.includes(database), `${ofVolume} does not name ${database}`);
      assert.match(ofClone, /^[^:/]+:\/./);
      assert.equal(ofClone.replace(/^[^:]*:/, ''), clone.mountPoint);
      await subject.failure(storage.mountSource('nosuchclone'), { as: 'CloneNotFoundError', naming: 'nosuchclone' });
    },
  },
];
