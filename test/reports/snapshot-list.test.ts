import { describe, expect, it } from 'vitest';
import { cloneLine, snapshotJson, snapshotLine } from '#reports/snapshot-list.ts';

const snapshot = {
  id: 'orcl-20161017T093914',
  createdAt: new Date('2016-10-17T07:39:14.999Z'),
  cloneCount: 1,
  totalBytes: 177 * 1024 * 1024,
  uniqueBytes: 0,
};

describe('a snapshot in the list', () => {
  it('is one line, times in UTC', () => {
    expect(snapshotLine(snapshot)).toBe('orcl-20161017T093914 [2016-10-17 07:39:14 UTC] total=177MB unique=0B clones=1');
  });

  it('shows sizes the storage system does not tell as ?, and null in JSON', () => {
    const { id, createdAt, cloneCount } = snapshot;
    const sizeless = { id, createdAt, cloneCount };

    expect(snapshotLine(sizeless)).toContain('total=? unique=? clones=1');
    expect(snapshotJson(sizeless)).toEqual({
      id,
      createdAt: '2016-10-17T07:39:14.999Z',
      totalBytes: null,
      uniqueBytes: null,
      cloneCount: 1,
      lockedUntil: null,
    });
  });

  it('tells until when it is locked', () => {
    const locked = { ...snapshot, lockedUntil: new Date('2017-01-01T00:00:00Z') };

    expect(snapshotLine(locked)).toMatch(/ clones=1 locked until 2017-01-01 00:00:00 UTC$/);
    expect(snapshotJson(locked)).toMatchObject({ lockedUntil: '2017-01-01T00:00:00.000Z' });
  });

  it('tells what it lacks', () => {
    const incomplete = { ...snapshot, defect: 'volume orcl_data2 lacks it' };

    expect(snapshotLine(incomplete)).toMatch(/ clones=1 incomplete: volume orcl_data2 lacks it$/);
    expect(snapshotJson(incomplete)).toMatchObject({ defect: 'volume orcl_data2 lacks it' });
    expect(snapshotJson(snapshot)).not.toHaveProperty('defect');
  });
});

it('a clone in the list is one line with its snapshot and mount point', () => {
  const line = cloneLine({ name: 'c1', origin: 's1', mountPoint: '/export/demo-backup/c1' });

  expect(line).toBe('c1 [s1] [mount point: /export/demo-backup/c1]');
});
