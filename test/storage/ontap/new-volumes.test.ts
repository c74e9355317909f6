// `icb volume <db> create` on a filer.
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';

/** Names of the filer's volumes. */
function volumesOf({ filer }: OntapFixture): string[] {
  return readdirSync(dirname(filer.volumeFolder('orcl'))).sort();
}

describe('a new volume', () => {
  it('is as the settings want it, not snapshotted by the filer, and told of', async () => {
    await using fixture = await startOntap({ style: { aggregates: ['aggr1', 'aggr2'] } });
    await using storage = await fixture.open('orcl', { settings: { aggregate: 'aggr2', volumesize: '20T', exportpolicy: 'oracle_backup', volumeprefix: 'backup_' } });

    await storage.createVolume?.({});

    expect(fixture.filer.propertiesOf('backup_orcl')).toMatchObject({
      aggregate: 'aggr2', size: 20 * 2 ** 40, exportPolicy: 'oracle_backup', junction: '/backup_orcl', snapshotPolicy: 'none', snapshotDirectory: false,
      owner: `${process.getuid?.()}:${process.getgid?.()} 770`,
    });
    expect(fixture.log.lines.map(({ message }) => message)).toContain('volume svm_backup/backup_orcl is there: 20TB in aggr2, mounted at /backup_orcl, export policy oracle_backup');
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/backup_orcl');
  });

  it.each([undefined, 'svm_backup'])('is made in the only aggregate of the only SVM, svm: %s', async (svm) => {
    await using fixture = await startOntap({ style: { scope: 'svm' } });
    await using storage = await fixture.open('orcl', { settings: { svm } });

    await storage.createVolume?.({ sizeBytes: 2 ** 30 });

    expect(fixture.filer.propertiesOf('orcl')).toMatchObject({ aggregate: 'aggr1', size: 2 ** 30, exportPolicy: 'default' });
  });

  it('is one of several where the database has several, which are made together or not at all', async () => {
    await using fixture = await startOntap({ suffixes: ['_data2', '_logs'] });
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ method: 'POST', status: 400, fault: { code: 917534, message: 'no' }, times: 1, after: 2 });

    await expect(storage.createVolume?.({})).rejects.toThrow(/^cannot create volume svm_backup\/orcl: .*\(no, code 917534\)$/);
    const afterFailure = volumesOf(fixture);
    await storage.createVolume?.({});

    expect([afterFailure, volumesOf(fixture)]).toEqual([[], ['orcl', 'orcl_data2', 'orcl_logs']]);
  });

  it('is not made when a further volume is there already', async () => {
    await using fixture = await startOntap({ suffixes: ['_data2'] });
    fixture.admin.addVolume('orcl_data2');
    await using storage = await fixture.open('orcl');

    await expect(storage.createVolume?.({})).rejects.toMatchObject({ name: 'StorageConflictError', message: 'cannot create volume svm_backup/orcl: svm_backup/orcl_data2 exists already' });

    expect(volumesOf(fixture)).toEqual(['orcl_data2']);
  });

  it('is taken back when the filer makes it otherwise than asked for', async () => {
    await using fixture = await startOntap();
    await using storage = await fixture.open('orcl', { settings: { exportpolicy: 'oracle_backup' } });
    const other = { name: 'orcl', uuid: 'u', svm: { name: 'svm_backup' }, state: 'online', comment: `made by icb at ${fixture.now().toISOString()}`, nas: { path: '/orcl', export_policy: { name: 'default' } } };
    // The look that confirms it; the one before it found nothing.
    fixture.filer.faults.add({ method: 'GET', pathMatch: 'volumes\\?name=orcl', status: 200, nonJson: JSON.stringify({ records: [other] }), times: 1, after: 1 });

    await expect(storage.createVolume?.({})).rejects.toThrow('the filer made orcl online, mounted at /orcl, with export policy default');

    expect(volumesOf(fixture)).toEqual([]);
  });

  it('that somebody else makes at the same time is left alone', async () => {
    await using fixture = await startOntap();
    await using storage = await fixture.open('orcl');
    // Our first look does not see it yet.
    fixture.filer.faults.add({ method: 'GET', pathMatch: 'volumes\\?name=orcl', status: 200, nonJson: '{"records":[]}', times: 1 });
    fixture.admin.addVolume('orcl');

    await expect(storage.createVolume?.({})).rejects.toMatchObject({ name: 'StorageConflictError' });

    expect(existsSync(fixture.filer.volumeFolder('orcl'))).toBe(true);
  });

  it.each([
    ['several aggregates', { aggregates: ['aggr1', 'aggr2'] }, {}, /there are several aggregates \(aggr1, aggr2\) for SVM svm_backup$/],
    ['no aggregate', { aggregates: [] }, {}, /the filer tells of no aggregate of SVM svm_backup$/],
    ['several SVMs', { otherSvms: ['svm_test'] }, { svm: undefined }, /the filer does not tell in which SVM \(it has svm_backup, svm_test\)$/],
    ['an aggregate of others', {}, { aggregate: 'aggr9' }, /aggregate "aggr9" is not assigned to the SVM\., code 787092\)$/],
    ['an SVM that is not there', {}, { svm: 'svm_none', aggregate: 'aggr1' }, /there is no SVM svm_none or no aggregate aggr1$/],
  ] as const)('says what is missing with %s', async (_, style, settings, message) => {
    await using fixture = await startOntap({ style });
    await using storage = await fixture.open('orcl', { settings });

    await expect(storage.createVolume?.({})).rejects.toThrow(message);

    expect(volumesOf(fixture)).toEqual([]);
  });

  it('needs no privilege to look at SVMs when both are given', async () => {
    await using fixture = await startOntap();
    await using storage = await fixture.open('orcl', { settings: { aggregate: 'aggr1' } });
    fixture.filer.faults.add({ pathMatch: 'svm/svms', status: 403 });

    await storage.createVolume?.({});

    expect(volumesOf(fixture)).toEqual(['orcl']);
  });
});
