import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { cloneName, isOwnSnapshotName, snapshotName } from '#core/snapshot-name.ts';

describe('names of snapshots', () => {
  it('carry the local time', () => {
    const instant = DateTime.fromISO('2016-10-17T07:39:14Z').setZone('Europe/Tallinn');

    expect(snapshotName('orcl', instant)).toBe('orcl-20161017T103914');
    expect(snapshotName('orcl', instant, '_')).toBe('orcl_20161017T103914');
    expect(cloneName('orcl', 'orcl-20161017T093914', instant)).toBe('orcl-20161017T093914-clone-20161017T103914');
    expect(cloneName('orcl', 'orcl_20161017T093914', instant)).toBe('orcl_20161017T093914_clone_20161017T103914');
  });

  it.each([
    ['hourly.2026-11-21_0005', 'orcl_hourly_2026_11_21_0005_clone_20161017T093914'],
    ['.auto-1476689954', 'orcl_auto_1476689954_clone_20161017T093914'],
    ['2026-11-21', 'orcl_2026_11_21_clone_20161017T093914'],
    ['orcl-1795275071869', 'orcl_1795275071869_clone_20161017T093914'],
  ])('of clones of %s, which others made, are taken by every storage system', (id, expected) => {
    expect(cloneName('orcl', id, DateTime.fromISO('2016-10-17T09:39:14Z', { zone: 'utc' }))).toBe(expected);
  });

  it.each([
    ['orcl-20161017T093914', true],
    ['orcl_20161017T093914', true],
    ['orcl-20161017T09391', false],
    ['orcl-20161017T0939144', false],
    ['orcl-20161017T093914-clone-20161017T094050', false],
    ['orcl2-20161017T093914', false],
    ['ORCL-20161017T093914', false],
    ['.auto-20161017T093914UTC', false],
    ['before-upgrade', false],
    ['', false],
  ])('tell whether %s is icb’s own', (id, own) => {
    expect(isOwnSnapshotName('orcl', id)).toBe(own);
  });

  it('take the name of the database literally', () => {
    expect(isOwnSnapshotName('o.c', 'oxc-20161017T093914')).toBe(false);
    expect(isOwnSnapshotName('o.c', 'o.c-20161017T093914')).toBe(true);
  });
});
