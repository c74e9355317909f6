// Which lock a snapshot gets, and what becomes of it when the filer is in trouble.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';

const until = new Date('2024-04-05T00:00:00Z');

async function startWithVolume(options: Parameters<typeof startOntap>[0] = {}): Promise<OntapFixture> {
  const fixture = await startOntap(options);
  fixture.addVolume('orcl');
  return fixture;
}

describe('the lock of a snapshot', () => {
  it.each([
    ['tamperproof where the volume locks snapshots', '9.14', true, { lockedUntil: '2024-04-05T00:00:00.000Z' }],
    ['an expiry time where the volume does not', '9.14', false, { expiresAt: '2024-04-05T00:00:00.000Z' }],
    ['an expiry time on a release without tamperproof ones', '9.6', false, { expiresAt: '2024-04-05T00:00:00.000Z' }],
  ] as const)('is %s', async (_, release, snapshotLocking, properties) => {
    await using fixture = await startWithVolume({ style: { release } });
    fixture.filer.configureVolume('orcl', { snapshotLocking });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    await storage.lockSnapshot?.(id, until);

    expect(fixture.admin.propertiesOf('orcl', id)).toEqual(properties);
  });

  it('is put on all volumes of the database', async () => {
    await using fixture = await startWithVolume({ suffixes: ['_data2'] });
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.lockSnapshot('orcl', id, until);

    await storage.lockSnapshot?.(id, until);

    expect(fixture.admin.propertiesOf('orcl_data2', id)).toMatchObject({ expiresAt: until.toISOString() });
  });

  it.each([
    ['500', { status: 500 }],
    ['a reset', { reset: true }],
    ['a reset after the effect', { reset: true, afterEffect: true }],
  ])('is there once through %s', async (_, fault) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ ...fault, method: 'PATCH', times: 1 });

    await storage.lockSnapshot?.(id, until);

    expect(await storage.listSnapshots()).toMatchObject([{ id, lockedUntil: until }]);
  });

  it('is reported when the filer refuses it, and the snapshot stays', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'PATCH', status: 400, fault: { code: 1638574, message: 'not supported on FlexGroups' } });

    await expect(storage.lockSnapshot?.(id, until)).rejects.toThrow(new RegExp(`^cannot lock snapshot ${id} of svm_backup/orcl until 2024-04-05T00:00:00\\.000Z: .*not supported on FlexGroups, code 1638574\\)$`));

    expect((await storage.listSnapshots()).map((one) => [one.id, one.lockedUntil])).toEqual([[id, undefined]]);
  });

  it('is not put on what icb did not make', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const scheduled = fixture.filer.takeScheduledSnapshot('orcl');

    await expect(storage.lockSnapshot?.(scheduled, until)).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('is not in ZAPI', async () => {
    await using fixture = await startWithVolume({ api: 'zapi' });
    await using storage = await fixture.open('orcl');

    expect(storage.lockSnapshot).toBeUndefined();
  });
});
