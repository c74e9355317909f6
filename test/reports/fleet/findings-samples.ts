import { DateTime } from 'luxon';
import type { DatabaseFindings, Expectations, JobFinding, RestoreTestFinding, RunFinding, SnapshotFinding } from '#reports/fleet/findings.ts';
import { fleetReport } from '#reports/fleet/fleet-report.ts';
import type { FleetReport } from '#reports/fleet/fleet-report.ts';

const hourMs = 3_600_000;
export const now = DateTime.fromISO('2026-11-21T06:00:00Z', { zone: 'utc' }) as DateTime<true>;

export function ago(duration: { readonly days?: number; readonly hours?: number; readonly minutes?: number; readonly seconds?: number }): DateTime {
  return now.minus(duration);
}

export const expectations: Expectations = {
  limits: { warningSnapshotAgeMs: 26 * hourMs, criticalSnapshotAgeMs: 32 * hourMs, warningRpoMs: 6 * hourMs, criticalRpoMs: 26 * hourMs, warningRtoMs: Number.POSITIVE_INFINITY, restoreTestMaxAgeMs: 8 * 24 * hourMs },
  takesSnapshots: true,
  backupJobEnabled: true,
  isTested: true,
};

export function snapshotAt(createdAt: DateTime, changes: Partial<SnapshotFinding> = {}): SnapshotFinding {
  const serves = { from: createdAt.minus({ hours: 23 }), until: createdAt };
  return { id: `orcl-${createdAt.toFormat("yyyyMMdd'T'HHmmss")}`, createdAt, serves, totalBytes: 5_000_000_000, uniqueBytes: 20_000_000, cloneCount: 0, ...changes };
}

export function run(startedAt: DateTime, changes: Partial<RunFinding> = {}): RunFinding {
  return { startedAt, finishedAt: startedAt.plus({ minutes: 12 }), outcome: 'succeeded', message: undefined, ...changes };
}

export function job(lastRun?: RunFinding, changes: Partial<JobFinding> = {}): JobFinding {
  const lastSuccess = lastRun?.outcome === 'succeeded' ? lastRun : undefined;
  return { scheduled: undefined, lastRun, lastSuccess, lastFailure: undefined, ...changes };
}

export function restoreTest(startedAt: DateTime, changes: Partial<RestoreTestFinding> = {}): RestoreTestFinding {
  const durationSeconds = changes.durationSeconds ?? 1500;
  const finishedAt = startedAt.plus({ seconds: durationSeconds });
  return { certificate: 7, startedAt, finishedAt, durationSeconds, hasPassed: true, failure: undefined, snapshotId: 'orcl-20261121T020000', differenceSeconds: -4, toleranceSeconds: 300, blockCheck: undefined, isSimulation: false, ...changes };
}

/** A database with which all is well. */
export function findings(changes: Partial<DatabaseFindings> = {}): DatabaseFindings {
  const snapshots = [28, 4].map((hours) => snapshotAt(ago({ hours })));
  return {
    database: 'orcl',
    expectations,
    failures: [],
    snapshots,
    window: { from: ago({ hours: 51 }), until: ago({ hours: 4 }), gaps: [] },
    redoEnd: { time: ago({ minutes: 20 }), source: 'database' },
    backupJob: job(run(ago({ hours: 4 }))),
    archivedLogJob: job(run(ago({ hours: 2 }))),
    restoreTests: [restoreTest(ago({ hours: 3 }))],
    ...changes,
  };
}

export function reportOf(...databases: readonly DatabaseFindings[]): FleetReport {
  return fleetReport(databases, { generatedAt: now, host: 'monitor1', icbVersion: '1.0.0' });
}
