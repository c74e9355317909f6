import { describe, expect, it } from 'vitest';
import { type FilerLab, openFiler } from './filer-client.ts';

const groups = 'application/consistency-groups';

function groupOf(...names: string[]): object {
  return { name: 'cg1', svm: { name: 'svm_backup' }, volumes: names.map((name) => ({ name, provisioning_options: { action: 'add' } })) };
}

/** With volumes `orcl` and `orcl_data2` in the group `cg1`; returns where its snapshots are. */
function withGroup(filer: FilerLab): string {
  for (const name of ['orcl', 'orcl_data2']) filer.addVolume(name);
  filer.call('POST', groups, groupOf('orcl', 'orcl_data2'));
  return `${groups}/${String(filer.call('GET', groups).body.records?.[0]?.['uuid'])}/snapshots`;
}

describe('consistency groups of the simulated filer', () => {
  it('snapshot all their volumes under one name, and leave the snapshots behind when they go', () => {
    using filer = openFiler();
    const snapshots = withGroup(filer);

    filer.call('POST', snapshots, { name: 's1' });
    const taken = filer.call('GET', `${snapshots}?fields=is_partial,missing_volumes`).body.records;
    filer.call('DELETE', snapshots.replace(/\/snapshots$/, ''));

    expect(taken).toEqual([{ uuid: expect.any(String), name: 's1', is_partial: false }]);
    expect(filer.call('GET', groups).body.records).toEqual([]);
    for (const name of ['orcl', 'orcl_data2']) {
      expect(filer.call('GET', `storage/volumes/${filer.uuidOf(name)}/snapshots`).body.records).toMatchObject([{ name: 's1' }]);
    }
  });

  it('say which volumes a partial snapshot lacks', () => {
    using filer = openFiler({ partialGroups: true });
    const snapshots = withGroup(filer);

    filer.call('POST', snapshots, { name: 's1' });

    expect(filer.call('GET', `${snapshots}?fields=*`).body.records).toMatchObject([{ is_partial: true, missing_volumes: [{ name: 'orcl_data2' }] }]);
  });

  it('refuse a name that is taken, and a snapshot that one volume has already', () => {
    using filer = openFiler();
    const snapshots = withGroup(filer);
    filer.addVolume('sales');
    filer.call('POST', `storage/volumes/${filer.uuidOf('orcl_data2')}/snapshots`, { name: 's1' });

    expect(filer.codeOf('POST', groups, groupOf('sales'))).toBe('53411860');
    expect(filer.codeOf('POST', groups, { ...groupOf('orcl'), name: 'cg2' })).toBe('53411865');
    expect(filer.codeOf('POST', snapshots, { name: 's1' })).toBe('53411921');
    expect(filer.codeOf('DELETE', `${groups}/none`)).toBe('53411842');
  });

  it('and the locking of snapshots exclude each other', () => {
    using filer = openFiler();
    withGroup(filer);
    filer.addVolume('sales');

    expect(filer.codeOf('PATCH', `storage/volumes/${filer.uuidOf('orcl')}`, { snapshot_locking_enabled: true })).toBe('918636');
    expect(filer.codeOf('PATCH', `storage/volumes/${filer.uuidOf('sales')}`, { snapshot_locking_enabled: true })).toBeUndefined();
    expect(filer.codeOf('POST', groups, { ...groupOf('sales'), name: 'cg2' })).toBe('53411959');
  });

  it('delete a snapshot on all volumes or on none', () => {
    using filer = openFiler();
    const snapshots = withGroup(filer);
    filer.call('POST', snapshots, { name: 's1' });
    const path = `${snapshots}/${String(filer.call('GET', snapshots).body.records?.[0]?.['uuid'])}`;
    const clone = { name: 'c1', svm: { name: 'svm_backup' }, clone: { is_flexclone: true, parent_volume: { name: 'orcl_data2' }, parent_snapshot: { name: 's1' } } };
    filer.call('POST', 'storage/volumes', clone);

    const whileCloned = filer.codeOf('DELETE', path);
    filer.call('DELETE', `storage/volumes/${filer.uuidOf('c1')}`);

    expect([whileCloned, filer.codeOf('DELETE', path)]).toEqual(['1638555', undefined]);
    expect(filer.call('GET', `storage/volumes/${filer.uuidOf('orcl')}/snapshots`).body.records).toEqual([]);
  });

  it.each(['9.6', '9.8'] as const)('are not there on %s', (release) => {
    using filer = openFiler({ release });

    expect(filer.call('GET', groups)).toMatchObject({ status: 404, body: { error: { code: '3' } } });
  });
});
