import type { DateTime } from 'luxon';
import type { DatabaseFindings, GapFinding, RestoreTestFinding, SnapshotFinding } from '#reports/fleet/findings.ts';
import { ago, findings, job, now, restoreTest, run, snapshotAt } from './findings-samples.ts';

interface History {
  /** How many days of nightly snapshots and restore tests. */
  readonly days: number;
  /** Size of the first snapshot. */
  readonly gigabytes: number;
  /** Days ago at which the restore test failed. */
  readonly failedTests?: readonly number[];
  readonly gaps?: readonly GapFinding[];
  /** Days ago at which there was no snapshot. */
  readonly missed?: readonly number[];
}

/** A database that was backed up at two and restored at three every night, always the same. */
export function monthOf(database: string, { days, gigabytes, failedTests = [], gaps = [], missed = [] }: History, changes: Partial<DatabaseFindings> = {}): DatabaseFindings {
  const nights = Array.from({ length: days }, (_, index) => days - 1 - index).filter((night) => !missed.includes(night));
  const snapshots = nights.map((night) => snapshotOf({ database, night, gigabytes, days }));
  const restoreTests = nights.map((night, index) => testOf({ night, index, gigabytes, hasPassed: !failedTests.includes(night) })).toReversed();
  const from = snapshots[0]?.serves?.from;
  const until = snapshots.at(-1)?.serves?.until;
  const window = until === undefined ? undefined : { from, until, gaps };
  return findings({ database, snapshots, restoreTests, window, backupJob: job(run(atTwo(0))), archivedLogJob: job(run(ago({ hours: 2 }), { finishedAt: ago({ hours: 2 }).plus({ seconds: 9 }) })), ...changes });
}

function atTwo(night: number): DateTime {
  return now.startOf('day').minus({ days: night }).plus({ hours: 2 });
}

function snapshotOf({ database, night, gigabytes, days }: { readonly database: string; readonly night: number; readonly gigabytes: number; readonly days: number }): SnapshotFinding {
  const createdAt = atTwo(night);
  const totalBytes = Math.round((gigabytes + (days - night) * gigabytes * 0.012) * 1024 ** 3);
  const uniqueBytes = Math.round(gigabytes * 1024 ** 3 * (0.02 + 0.015 * wave(night)));
  return snapshotAt(createdAt, { id: `${database}-${createdAt.toFormat("yyyyMMdd'T'HHmmss")}`, totalBytes, uniqueBytes, serves: { from: createdAt.minus({ hours: 23, minutes: 20 }), until: createdAt } });
}

function testOf({ night, index, gigabytes, hasPassed }: { readonly night: number; readonly index: number; readonly gigabytes: number; readonly hasPassed: boolean }): RestoreTestFinding {
  const durationSeconds = Math.round((hasPassed ? 600 : 150) + gigabytes * 1.4 * (1 + 0.3 * wave(night)));
  const outcome = hasPassed ? {} : { failure: 'recover database: RMAN-06054: media recovery requesting unknown archived log for thread 1 with sequence 4711', differenceSeconds: undefined };
  return restoreTest(atTwo(night).plus({ hours: 1 }), { certificate: index + 1, hasPassed, durationSeconds, differenceSeconds: -Math.round(6 + 5 * wave(night)), blockCheck: hasPassed && night % 7 === 3 ? 'passed' : undefined, ...outcome });
}

/** Between -1 and 1, without chance. */
function wave(night: number): number {
  return Math.sin(night * 1.7) * Math.cos(night * 0.45);
}

/** Every verdict, and everything a page can show. */
export function fleetOfAMonth(): readonly DatabaseFindings[] {
  const lost: GapFinding = { from: ago({ days: 17, hours: 9 }), until: ago({ days: 16, hours: 4 }), why: 'lost', reason: 'an archived log was lost' };
  const scheduled = { name: 'ICB_BACKUP_JOB', state: 'SCHEDULED', runCount: 96, failureCount: 2 };
  const expired: GapFinding = { from: ago({ days: 32, hours: 4 }), until: ago({ days: 30, hours: 3 }), why: 'expired', reason: 'the snapshots in between have expired' };
  return [
    monthOf('orcl', { days: 31, gigabytes: 820 }, { backupJob: job(run(atTwo(0)), { scheduled, lastFailure: run(atTwo(9), { outcome: 'failed', message: 'ORA-19502: write error' }) }) }),
    monthOf('sales', { days: 31, gigabytes: 2400, failedTests: [0, 12], gaps: [lost] }),
    monthOf('hr', { days: 30, gigabytes: 96, missed: [0, 1] }, { redoEnd: { time: ago({ days: 2, hours: 3 }), source: 'database' }, backupJob: job(run(atTwo(0), { outcome: 'failed', message: 'RMAN-03009: failure of backup command on c1 channel; ORA-19504: failed to create file "/nfs/backup/hr/data_D-HR_TS-USERS_FNO-4_q93d1k2s"' })) }),
    monthOf('crm', { days: 35, gigabytes: 310, gaps: [expired] }),
    monthOf('dwh', { days: 20, gigabytes: 3900 }, { redoEnd: { time: ago({ hours: 7, minutes: 12 }), source: 'database' } }),
    findings({ database: 'billing', failures: [{ part: 'storage', message: 'zfssa2.example.com: connect ETIMEDOUT 10.2.3.4:215', hint: 'see whether the appliance is up and its REST service enabled' }], snapshots: undefined, window: undefined }),
    findings({ database: 'test<1>', snapshots: [], window: undefined, restoreTests: [], redoEnd: undefined, backupJob: job(), archivedLogJob: job() }),
  ];
}
