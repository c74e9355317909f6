// A snapshot that lacks a part is no backup: no check may take it for one.
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { CheckedDatabase } from '#workflows/check/checked-database.ts';
import { snapshotAge } from '#workflows/check/storage/snapshot-age.ts';
import { appendToLedger } from '#workflows/ledger.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const HOUR_MS = 3_600_000;

const limits = { warningSnapshotAgeMs: 12 * HOUR_MS, criticalSnapshotAgeMs: 24 * HOUR_MS };

function checked(snapshots: readonly object[], area = '/nowhere'): CheckedDatabase {
  return {
    settings: { ...limits, area },
    storage: { storage: async () => ({ ownsSnapshot: () => true }), snapshots: async () => snapshots },
    clock: fakeClock('2024-03-05T01:02:03Z'),
  } as unknown as CheckedDatabase;
}

describe('the check of the age of snapshots', () => {
  it('passes over one that is incomplete', async () => {
    const snapshots = [
      { id: 'orcl_20240304T000000', createdAt: new Date('2024-03-04T00:00:00Z'), cloneCount: 0 },
      { id: 'orcl_20240305T010000', createdAt: new Date('2024-03-05T01:00:00Z'), cloneCount: 0, defect: 'volume orcl_data2 lacks it' },
    ];

    const finding = await snapshotAge.run(checked(snapshots), new AbortController().signal);

    expect(finding).toMatchObject({ status: 'FAIL' });
  });

  it('takes a database whose snapshots are all incomplete for no new one', async () => {
    const snapshots = [{ id: 'orcl_20240305T010000', createdAt: new Date('2024-03-05T01:00:00Z'), cloneCount: 0, defect: 'volume orcl_data2 lacks it' }];

    const finding = await snapshotAge.run(checked(snapshots), new AbortController().signal);

    expect(finding).toMatchObject({ status: 'FAIL', finding: 'none of 1 is complete: volume orcl_data2 lacks it' });
  });

  it('takes one whose ledger knows snapshots for no new one either', async () => {
    using area = temporaryFolder();
    const time = DateTime.fromISO('2024-03-04T00:00:00Z', { zone: 'utc' });
    await appendToLedger(area.path, { snapshotId: 'orcl_20240304T000000', lowerScn: 1n, upperScn: 2n, lowerTime: time, upperTime: time, resetlogsId: '1', dbid: '7' });

    const findings = await Promise.all([area.path, '/nowhere'].map(async (path) => snapshotAge.run(checked([], path), new AbortController().signal)));

    expect(findings).toMatchObject([{ status: 'FAIL', finding: expect.stringContaining('the ledger knows 1') }, { status: 'SKIP' }]);
  });
});
