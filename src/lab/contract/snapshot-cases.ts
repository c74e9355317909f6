import assert from 'node:assert/strict';
import type { PlantedSnapshot } from '#lab/storage/snapshots.ts';
import type { ContractCase } from './contract-case.ts';

const HOUR_MS = 3_600_000;
const PEBIBYTE = 2 ** 50;

export const snapshotCases: readonly ContractCase[] = [
  {
    name: 'lists nothing for an empty volume',
    run: async ({ storage }) => assert.deepEqual(await storage.listSnapshots(), []),
  },
  {
    name: 'lists a new snapshot with its time, no clones and plausible sizes',
    run: async (subject) => {
      const { storage } = subject;

      const id = await storage.createSnapshot();

      const [snapshot, ...others] = await storage.listSnapshots();
      assert.deepEqual(others, []);
      assert.ok(snapshot !== undefined, 'the new snapshot is not in the list');
      assert.deepEqual({ id: snapshot.id, cloneCount: snapshot.cloneCount }, { id, cloneCount: 0 });
      const aside = Math.abs(snapshot.createdAt.getTime() - subject.now().getTime());
      // Clocks of real systems differ a little; a mistaken time zone makes at least a quarter of an hour.
      assert.ok(aside < (subject.keepsTime ? 5000 : 600_000), `its time is ${aside} ms away from now`);
      for (const bytes of [snapshot.totalBytes ?? 0, snapshot.uniqueBytes ?? 0]) assert.ok(bytes >= 0, `${bytes} is no size`);
      assert.equal(storage.ownsSnapshot(id), true);
    },
  },
  {
    name: 'lists the oldest first',
    run: async (subject) => {
      const { storage } = subject;
      const created: string[] = [];
      for (let index = 0; index < 4; index += 1) {
        created.push(await storage.createSnapshot());
        subject.advance(HOUR_MS);
      }

      const listed = await storage.listSnapshots();

      const times = listed.map(({ createdAt }) => createdAt.getTime());
      assert.deepEqual(times, times.toSorted((a, b) => a - b));
      // Where time does not go on by itself, or is told to the second only, several may be of one moment.
      const [ids, expected] = [listed.map(({ id }) => id), created].map((names) => (subject.keepsTime ? names : names.toSorted()));
      assert.deepEqual(ids, expected);
    },
  },
  {
    name: 'creates several snapshots within one second',
    run: async (subject) => {
      const { storage } = subject;

      const created = [await storage.createSnapshot(), await storage.createSnapshot(), await storage.createSnapshot()];

      assert.equal(new Set(created).size, 3);
      assert.deepEqual((await subject.ids()).toSorted(), created.toSorted());
    },
  },
  {
    name: 'names snapshots by local time, also in the hour that comes twice',
    needs: ['time', 'names by icb'],
    run: async (subject) => {
      const storage = await subject.open(subject.database, { zone: 'Europe/Berlin' });
      const first = new Date('2024-10-27T00:30:00Z');
      subject.advance(first.getTime() - subject.now().getTime());
      const created = [await storage.createSnapshot()];
      subject.advance(HOUR_MS);

      created.push(await storage.createSnapshot());

      const prefix = `${subject.database}${subject.naming}`;
      assert.deepEqual(created, [`${prefix}20241027T023000`, `${prefix}20241027T023001`]);
      const listed = await storage.listSnapshots();
      assert.deepEqual(listed.map(({ id }) => id), created);
      const minutes = listed.map(({ createdAt }) => Math.round((createdAt.getTime() - first.getTime()) / 60_000));
      assert.deepEqual(minutes, [0, 60]);
    },
  },
  {
    name: 'lists 2,500 snapshots, or as many as there can be, each once',
    needs: ['planted snapshots'],
    run: async (subject) => {
      const planted = hourly(subject.countUpTo(2500));
      // Not in the order of time: no system promises that of its lists.
      subject.plant([...planted.slice(1000), ...planted.slice(0, 1000)]);

      const listed = await subject.storage.listSnapshots();

      assert.deepEqual(listed.map(({ id, createdAt }) => ({ name: id, createdAt })), planted);
    },
  },
  {
    name: 'tells sizes of petabytes to the byte, and any beyond that as nearly as numbers can',
    needs: ['planted snapshots', 'exact sizes'],
    run: async (subject) => {
      // From 8 PiB on not every number of bytes can be told apart.
      const sizes = [5 * PEBIBYTE + 1, 64 * PEBIBYTE];
      subject.plant(hourly(sizes.length).map((snapshot, index) => ({ ...snapshot, totalBytes: sizes[index] ?? 0, uniqueBytes: (sizes[index] ?? 0) - PEBIBYTE })));

      const listed = await subject.storage.listSnapshots();

      // A system need not tell sizes, but what it tells must be right.
      assert.deepEqual(listed.map(({ totalBytes }, index) => totalBytes ?? sizes[index]), sizes);
      assert.deepEqual(listed.map(({ uniqueBytes }, index) => (uniqueBytes ?? (sizes[index] ?? 0) - PEBIBYTE) + PEBIBYTE), sizes);
    },
  },
  {
    name: 'lists what others made under any legal name, and does not take it for its own',
    needs: ['planted snapshots', 'legal names'],
    run: async (subject) => {
      const { storage } = subject;
      const name = subject.legalNames.snapshot;
      const createdAt = new Date('2024-02-03T04:05:06Z');
      subject.plant([{ name, createdAt }]);

      const [listed] = await storage.listSnapshots();

      assert.deepEqual([listed?.id, listed?.createdAt], [name, createdAt]);
      assert.equal(storage.ownsSnapshot(name), false);
    },
  },
  {
    name: 'keeps databases with any legal name apart on one system',
    needs: ['throw-away volumes', 'legal names'],
    run: async (subject) => {
      const name = subject.legalNames.volume;
      subject.addVolume(name);
      const other = await subject.open(name);
      const id = await subject.storage.createSnapshot();

      const otherId = await other.createSnapshot();

      assert.deepEqual(await subject.ids(), [id]);
      assert.deepEqual(await subject.ids(other), [otherId]);
      await other.dropSnapshot(otherId);
      assert.deepEqual(await subject.ids(), [id]);
    },
  },
  {
    name: 'names the volume when it does not exist',
    needs: ['throw-away volumes'],
    run: async (subject) => {
      const missing = await subject.open('nosuchdb');

      await subject.failure(missing.listSnapshots(), { as: 'VolumeNotFoundError', naming: 'nosuchdb' });
      await subject.failure(missing.createSnapshot(), { as: 'VolumeNotFoundError', naming: 'nosuchdb' });
    },
  },
];

/** Snapshots of the past, one each hour. */
function hourly(count: number): PlantedSnapshot[] {
  const start = Date.parse('2023-01-01T00:00:00Z');
  return Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(start + index * HOUR_MS);
    return { name: `hourly.${createdAt.toISOString().slice(0, 13)}`, createdAt };
  });
}
