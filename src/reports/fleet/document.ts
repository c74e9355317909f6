// The report for programs; docs/report.schema.json describes every field. A field may be added, but what is there keeps its
// name and meaning. What is not known is null.
import type { DateTime } from 'luxon';
import { countOf } from './fleet-report.ts';
import type { DatabaseReport, FleetReport } from './fleet-report.ts';
import type { JobFinding, RestoreTestFinding, RunFinding, SnapshotFinding, WindowFinding } from './findings.ts';

const formatVersion = 1;

export function renderDocument(report: FleetReport): string {
  return `${JSON.stringify(documentOf(report), undefined, 2)}\n`;
}

function documentOf(report: FleetReport): object {
  const { generatedAt, host, icbVersion, databases } = report;
  return {
    formatVersion,
    generatedAt: iso(generatedAt),
    host,
    icbVersion,
    summary: { databases: databases.length, ok: countOf('OK', report), warning: countOf('WARNING', report), unknown: countOf('UNKNOWN', report), failed: countOf('FAILED', report) },
    databases: databases.map(databaseOf),
  };
}

function databaseOf(report: DatabaseReport): object {
  const { database, verdict, failures, snapshots, window, redoEnd, rpoMs, restoreTimes, restoreTests, backupJob, archivedLogJob } = report;
  return {
    database,
    verdict: verdict.status,
    remarks: verdict.remarks.map(({ status, reason, hint }) => ({ status, reason, hint: hint ?? null })),
    failures: failures.map(({ part, message, hint }) => ({ part, message, hint: hint ?? null })),
    rpoSeconds: rpoMs === undefined ? null : rpoMs / 1000,
    redoEnd: redoEnd === undefined ? null : { time: iso(redoEnd.time), source: redoEnd.source },
    rtoSeconds: restoreTimes?.lastSeconds ?? null,
    restoreTimes: restoreTimes === undefined ? null : { ...restoreTimes, averageDifferenceSeconds: restoreTimes.averageDifferenceSeconds ?? null },
    window: window === undefined ? null : windowOf(window),
    snapshots: snapshots?.map(snapshotOf) ?? null,
    backupJob: jobOf(backupJob),
    archivedLogJob: jobOf(archivedLogJob),
    restoreTests: restoreTests?.map(testOf) ?? null,
  };
}

function windowOf({ from, until, gaps }: WindowFinding): object {
  return { from: isoOrNull(from), until: iso(until), gaps: gaps.map((gap) => ({ from: iso(gap.from), until: iso(gap.until), why: gap.why, reason: gap.reason })) };
}

function snapshotOf({ id, createdAt, serves, totalBytes, uniqueBytes, cloneCount }: SnapshotFinding): object {
  return { id, createdAt: iso(createdAt), lowerBound: isoOrNull(serves?.from), upperBound: isoOrNull(serves?.until), totalBytes: totalBytes ?? null, uniqueBytes: uniqueBytes ?? null, cloneCount };
}

function jobOf({ scheduled, lastRun, lastSuccess, lastFailure }: JobFinding): object {
  return { scheduled: scheduled ?? null, lastRun: runOf(lastRun), lastSuccess: runOf(lastSuccess), lastFailure: runOf(lastFailure) };
}

function runOf(run: RunFinding | undefined): object | null {
  if (run === undefined) return null;
  const { startedAt, finishedAt, outcome, message } = run;
  const durationSeconds = finishedAt === undefined ? null : finishedAt.diff(startedAt).as('seconds');
  return { startedAt: iso(startedAt), finishedAt: isoOrNull(finishedAt), durationSeconds, outcome, message: message ?? null };
}

function testOf(test: RestoreTestFinding): object {
  const { certificate, startedAt, finishedAt, durationSeconds, hasPassed, failure, snapshotId, differenceSeconds, toleranceSeconds, blockCheck, isSimulation } = test;
  return {
    certificate,
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    durationSeconds,
    passed: hasPassed,
    failure: failure ?? null,
    snapshotId: snapshotId ?? null,
    differenceSeconds: differenceSeconds ?? null,
    toleranceSeconds,
    blockCheck: blockCheck ?? null,
    simulation: isSimulation,
  };
}

function iso(time: DateTime): string {
  return time.toUTC().toISO() ?? '';
}

function isoOrNull(time: DateTime | undefined): string | null {
  return time === undefined ? null : iso(time);
}
