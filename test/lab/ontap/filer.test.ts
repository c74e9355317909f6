import { describe, expect, it } from 'vitest';
import { openFiler } from './filer-client.ts';

const svm = { name: 'svm_backup' };
const volumes = 'storage/volumes';

describe('a new volume of the simulated filer', () => {
  it.each([
    ['no SVM', { name: 'v1', aggregates: [{ name: 'aggr1' }] }, '262186'],
    ['an unknown SVM', { name: 'v1', svm: { name: 'none' }, aggregates: [{ name: 'aggr1' }] }, '2621462'],
    ['no aggregate', { name: 'v1', svm }, '787141'],
    ['an aggregate of others', { name: 'v1', svm, aggregates: [{ name: 'aggr9' }] }, '787092'],
    ['too little space', { name: 'v1', svm, aggregates: [{ name: 'aggr1' }], size: 1024 }, '917534'],
    ['a dash in its name', { name: 'v-1', svm, aggregates: [{ name: 'aggr1' }] }, '917888'],
    ['a junction in nothing', { name: 'v1', svm, aggregates: [{ name: 'aggr1' }], nas: { path: '/none/v1' } }, '918252'],
    ['a junction that is in use', { name: 'v1', svm, aggregates: [{ name: 'aggr1' }], nas: { path: '/orcl' } }, '918252'],
    ['an unknown field', { name: 'v1', svm, aggregates: [{ name: 'aggr1' }], colour: 'red' }, '262179'],
  ])('is refused with %s', (_, body, code) => {
    using filer = openFiler();
    filer.addVolume('orcl');

    expect(filer.codeOf('POST', volumes, body)).toBe(code);
  });

  it('is small, snapshotted by schedule and mounted nowhere unless told otherwise', () => {
    using filer = openFiler();

    filer.call('POST', volumes, { name: 'v1', svm, aggregates: [{ name: 'aggr1' }] });

    expect(filer.call('GET', `${volumes}/${filer.uuidOf('v1')}?fields=**`).body).toMatchObject({ size: 20 * 2 ** 20, snapshot_policy: { name: 'default' }, snapshot_directory_access_enabled: true });
    expect(filer.call('GET', `${volumes}/${filer.uuidOf('v1')}?fields=**`).body).not.toHaveProperty('nas.path');
  });

  it('that is mounted has to go before the one it is mounted in', () => {
    using filer = openFiler();
    filer.addVolume('orcl');
    filer.call('POST', volumes, { name: 'v1', svm, aggregates: [{ name: 'aggr1' }], nas: { path: '/orcl/v1' } });

    expect(filer.codeOf('PATCH', `${volumes}/${filer.uuidOf('orcl')}`, { nas: { path: '' } })).toBe('917536');
    expect(filer.codeOf('PATCH', `${volumes}/${filer.uuidOf('v1')}`, { nas: { path: '' } })).toBeUndefined();
    expect(filer.codeOf('PATCH', `${volumes}/${filer.uuidOf('orcl')}`, { nas: { path: '' } })).toBeUndefined();
  });
});

describe('a snapshot of the simulated filer', () => {
  it('can be kept longer and not shorter once it is locked, and only where the volume locks snapshots', () => {
    using filer = openFiler();
    filer.addVolume('orcl');
    const path = `${volumes}/${filer.uuidOf('orcl')}`;
    filer.call('POST', `${path}/snapshots`, { name: 's1' });
    const snapshot = `${path}/snapshots/${String(filer.call('GET', `${path}/snapshots`).body.records?.[0]?.['uuid'])}`;

    const before = filer.codeOf('PATCH', snapshot, { snaplock_expiry_time: '2024-04-05T00:00:00Z' });
    filer.call('PATCH', path, { snapshot_locking_enabled: true });
    const codes = ['2024-04-05T00:00:00Z', '2024-03-20T00:00:00Z', '2024-05-05T03:00:00+03:00'].map((time) => filer.codeOf('PATCH', snapshot, { snaplock_expiry_time: time }));

    expect([before, ...codes]).toEqual(['14090431', undefined, '14090432', undefined]);
    expect(filer.call('GET', `${path}/snapshots?fields=*`).body.records).toMatchObject([{ snaplock_expiry_time: '2024-05-05T03:00:00+03:00' }]);
    expect([filer.codeOf('DELETE', snapshot)]).toEqual(['1638555']);
  });

  it('with an expiry time goes after it', () => {
    using filer = openFiler({ release: '9.6' });
    filer.addVolume('orcl');
    const snapshots = `${volumes}/${filer.uuidOf('orcl')}/snapshots`;
    filer.call('POST', snapshots, { name: 's1', expiry_time: '2024-03-05T02:02:03Z' });
    const snapshot = `${snapshots}/${String(filer.call('GET', snapshots).body.records?.[0]?.['uuid'])}`;

    const before = filer.codeOf('DELETE', snapshot);
    filer.clock.advance(3_600_000);

    expect([before, filer.codeOf('DELETE', snapshot)]).toEqual(['1638555', undefined]);
  });

  it('tells what its deletion frees when it is asked for by name, since 9.10', () => {
    using filer = openFiler();
    using older = openFiler({ release: '9.8' });
    for (const each of [filer, older]) each.addVolume('orcl', 'datafile');
    const path = (each: typeof filer): string => `${volumes}/${each.uuidOf('orcl')}/snapshots`;
    filer.call('POST', path(filer), { name: 's1' });

    expect(filer.call('GET', `${path(filer)}?fields=*`).body.records?.[0]).not.toHaveProperty('reclaimable_space');
    expect(filer.call('GET', `${path(filer)}?fields=*,reclaimable_space`).body.records).toMatchObject([{ reclaimable_space: 0 }]);
    expect(older.codeOf('GET', `${path(older)}?fields=reclaimable_space`)).toBe('262197');
  });
});

describe('the SVMs of the simulated filer', () => {
  it('have volumes of equal names, each with its clones', () => {
    using filer = openFiler({ otherSvms: ['svm_test'] });
    for (const folder of ['orcl', 'svm_test.orcl']) filer.addVolume(folder);

    const listed = filer.call('GET', `${volumes}?name=orcl&fields=svm.name,nas.path`).body.records;

    expect(listed).toMatchObject([{ svm, nas: { path: '/orcl' } }, { svm: { name: 'svm_test' }, nas: { path: '/orcl' } }]);
    expect(new Set(listed?.map(({ uuid }) => uuid)).size).toBe(2);
  });

  it('are all that the account of one sees', () => {
    using filer = openFiler({ scope: 'svm', otherSvms: ['svm_test'] });
    for (const folder of ['orcl', 'svm_test.orcl']) filer.addVolume(folder);

    expect(filer.call('GET', `${volumes}?fields=svm.name`).body.records).toMatchObject([{ svm }]);
    expect(filer.call('GET', 'svm/svms?fields=aggregates').body.records).toMatchObject([{ name: 'svm_backup', aggregates: [{ name: 'aggr1' }] }]);
    expect(filer.call('GET', 'cluster')).toMatchObject({ status: 403, body: { error: { code: '6' } } });
    expect(filer.call('GET', volumes, undefined, { 'x-dot-svm-name': 'svm_backup' })).toMatchObject({ status: 403 });
  });

  it('are of one cluster, which tells its release to its own users', () => {
    using filer = openFiler({ release: '9.8' });

    expect(filer.call('GET', 'cluster?fields=version').body.version).toMatchObject({ generation: 9, major: 8 });
  });
});
