// `icb volume <db> create` over ZAPI.
import { describe, expect, it } from 'vitest';
import { startOntap } from '../fixture.ts';

describe('a new volume over ZAPI', () => {
  it('is as the settings want it, and not snapshotted by the filer', async () => {
    await using fixture = await startOntap({ api: 'zapi', style: { aggregates: ['aggr1', 'aggr2'] } });
    await using storage = await fixture.open('orcl', { settings: { aggregate: 'aggr2', volumesize: '20T', exportpolicy: 'oracle_backup' } });

    await storage.createVolume?.({});

    expect(fixture.filer.propertiesOf('orcl')).toMatchObject({
      aggregate: 'aggr2', size: 20 * 2 ** 40, exportPolicy: 'oracle_backup', junction: '/orcl', snapshotPolicy: 'none', snapshotDirectory: false,
      owner: `${process.getuid?.()}:${process.getgid?.()} 770`,
    });
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/orcl');
  });

  it.each([
    ['the account of an SVM', { scope: 'svm' }, undefined],
    ['an account of the cluster', { otherSvms: ['svm_other'] }, 'svm_backup'],
  ] as const)('is made in the only aggregate of the SVM for %s', async (_, style, svm) => {
    await using fixture = await startOntap({ api: 'zapi', style });
    await using storage = await fixture.open('orcl', { settings: { svm } });

    await storage.createVolume?.({ sizeBytes: 2 ** 30 });

    expect(fixture.filer.propertiesOf('orcl')).toMatchObject({ aggregate: 'aggr1', size: 2 ** 30, exportPolicy: 'default' });
  });

  it.each([
    [{ otherSvms: ['svm_other'] }, { svm: undefined }, 'the filer does not tell in which SVM (it has svm_backup, svm_other)'],
    [{ aggregates: ['aggr1', 'aggr2'] }, {}, 'there are several aggregates (aggr1, aggr2) for SVM svm_backup'],
    [{ aggregates: [] }, {}, 'the filer tells of no aggregate of SVM svm_backup'],
  ] as const)('needs settings that say where, filer %j, settings %j', async (style, settings, reason) => {
    await using fixture = await startOntap({ api: 'zapi', style });
    await using storage = await fixture.open('orcl', { settings });

    await expect(storage.createVolume?.({})).rejects.toMatchObject({ message: expect.stringContaining(reason), hint: expect.stringContaining('into [ontap]') });
  });

  it('is taken back when its snapshot directory cannot be hidden', async () => {
    await using fixture = await startOntap({ api: 'zapi' });
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ pathMatch: '#volume-modify-iter$', status: 503 });

    await expect(storage.createVolume?.({})).rejects.toThrow(/^cannot create volume svm_backup\/orcl: .* answered 503/);

    expect(() => fixture.filer.propertiesOf('orcl')).toThrow('not found');
  });
});
