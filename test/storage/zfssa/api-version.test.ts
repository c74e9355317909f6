import { expect, it } from 'vitest';
import { startZfssa, type ZfssaFixture } from './fixture.ts';

const versionsAsked = ({ appliance }: ZfssaFixture): (string | undefined)[] => appliance.stats.requests.map(({ path }) => /v\d/.exec(path)?.[0]);

it('uses version 2 of the API, without asking for it, where the appliance has it', async () => {
  await using fixture = await startZfssa();
  fixture.addVolume('orcl');
  await using storage = await fixture.open('orcl');

  await storage.listSnapshots();
  await storage.createSnapshot();

  expect(new Set(versionsAsked(fixture))).toEqual(new Set(['v2']));
  expect(fixture.appliance.stats.requests.map(({ path }) => path)).not.toContain('/api/storage/v2/pools');
});

it('goes over to version 1, for good, on a release without version 2', async () => {
  await using fixture = await startZfssa({ dialect: { hasVersion2: false } });
  fixture.addVolume('orcl');
  await using storage = await fixture.open('orcl');

  const id = await storage.createSnapshot();

  expect(await storage.listSnapshots()).toMatchObject([{ id, createdAt: new Date('2024-03-05T01:02:03Z') }]);
  expect(versionsAsked(fixture).slice(0, 3)).toEqual(['v2', 'v2', 'v1']);
  expect(new Set(versionsAsked(fixture).slice(2))).toEqual(new Set(['v1']));
});

it('does not take a missing volume for a missing version', async () => {
  await using fixture = await startZfssa();
  await using storage = await fixture.open('nosuchdb');

  await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'VolumeNotFoundError' });

  expect(new Set(versionsAsked(fixture))).toEqual(new Set(['v2']));
});
