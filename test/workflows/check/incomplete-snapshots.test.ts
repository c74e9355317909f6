// A snapshot that lacks a part is no backup: no check may take it for one.
import { describe, expect, it } from 'vitest';
import type { CheckedDatabase } from '#workflows/check/checked-database.ts';
import { snapshotAge } from '#workflows/check/storage/snapshot-age.ts';
import { fakeClock } from '../../core/fake-clock.ts';

const HOUR_MS = 3_600_000;

describe('the check of the age of snapshots', () => {
  it('passes over one that is incomplete', async () => {
    const snapshots = [
      { id: 'orcl_20240304T000000', createdAt: new Date('2024-03-04T00:00:00Z'), cloneCount: 0 },
      { id: 'orcl_20240305T010000', createdAt: new Date('2024-03-05T01:00:00Z'), cloneCount: 0, defect: 'volume orcl_data2 lacks it' },
    ];
    const database = {
      settings: { warningSnapshotAgeMs: 12 * HOUR_MS, criticalSnapshotAgeMs: 24 * HOUR_MS },
      storage: { storage: async () => ({ ownsSnapshot: () => true }), snapshots: async () => snapshots },
      clock: fakeClock('2024-03-05T01:02:03Z'),
    } as unknown as CheckedDatabase;

    const finding = await snapshotAge.run(database, new AbortController().signal);

    expect(finding).toMatchObject({ status: 'FAIL' });
  });
});
