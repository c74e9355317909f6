// Is this database safe? Each rule looks at one thing; the worst of what they say is the verdict. FAILED: as things are, a
// restore would lose more than is allowed, or does not work. UNKNOWN: nobody could say. WARNING: it will not stay good.
import type { DateTime } from 'luxon';
import { utcSecond } from '#core/utc-time.ts';
import { spanWords } from './span-words.ts';
import type { DatabaseFindings, Expectations, JobFinding, Part } from './findings.ts';

/** Worst first. */
export const statuses = ['FAILED', 'UNKNOWN', 'WARNING', 'OK'] as const;
export type Status = (typeof statuses)[number];

export interface Remark {
  readonly status: Exclude<Status, 'OK'>;
  /** A clause without capital and full stop. */
  readonly reason: string;
  readonly hint?: string | undefined;
}

export interface Verdict {
  readonly status: Status;
  /** Worst first; none: all is well. */
  readonly remarks: readonly Remark[];
}

export function judge(findings: DatabaseFindings, now: DateTime): Verdict {
  const { expectations } = findings;
  const found = [...failureRemarks(findings), ...(expectations === undefined ? [] : rules.flatMap((rule) => rule({ ...findings, expectations }, now)))];
  const remarks = statuses.flatMap((status) => found.filter((remark) => remark.status === status));
  return { status: remarks[0]?.status ?? 'OK', remarks };
}

/** Clocks may differ by this much before it is worth a word. */
const clockToleranceMs = 60_000;

type Judged = DatabaseFindings & { readonly expectations: Expectations };
type Rule = (findings: Judged, now: DateTime) => readonly Remark[];

const rules: readonly Rule[] = [snapshotRule, refreshRule, redoRule, gapRule, backupJobRule, archivedLogJobRule, restoreTestRule, restoreTimeRule];

/** A host that does not see the backup area still tells what counts. */
const severity: Readonly<Record<Part, Remark['status']>> = {
  configuration: 'UNKNOWN',
  storage: 'UNKNOWN',
  database: 'UNKNOWN',
  scheduler: 'WARNING',
  'backup area': 'WARNING',
  'restore tests': 'UNKNOWN',
};

function failureRemarks({ failures }: DatabaseFindings): readonly Remark[] {
  return failures.map(({ part, message, hint }) => ({ status: severity[part], reason: message, hint }));
}

function snapshotRule(judged: Judged, now: DateTime): readonly Remark[] {
  const { snapshots, expectations, database } = judged;
  if (!expectations.takesSnapshots || snapshots === undefined) return [];
  const newest = snapshots.at(-1);
  const hint = `run: icb backup ${database} imagecopywithsnap`;
  if (newest === undefined) return [{ status: 'FAILED', reason: 'there is no snapshot, so nothing could be restored', hint }];
  const ageMs = now.diff(newest.createdAt).toMillis();
  if (ageMs < -clockToleranceMs) {
    // It hides whether newer ones still come: what lies behind it is judged as if it were not there.
    const believable = snapshots.filter(({ createdAt }) => createdAt <= now.plus(clockToleranceMs));
    const behind = believable.length === 0 ? [] : snapshotRule({ ...judged, snapshots: believable }, now);
    return [...inFuture('the newest snapshot is dated', ageMs, 'compare the clocks of this host and of the storage system'), ...behind];
  }
  const { warningSnapshotAgeMs, criticalSnapshotAgeMs } = expectations.limits;
  return overLimit(ageMs, { what: `the newest snapshot is ${spanWords(ageMs)} old`, warning: ['warningsnapage', warningSnapshotAgeMs], critical: ['criticalsnapage', criticalSnapshotAgeMs], hint });
}

/** Without snapshots it is the image copy itself that a restore begins with. */
function refreshRule({ backupJob, expectations, database }: Judged, now: DateTime): readonly Remark[] {
  if (expectations.takesSnapshots) return [];
  const hint = `run: icb backup ${database} backupimagecopy`;
  if (backupJob.lastSuccess === undefined) return [{ status: 'UNKNOWN', reason: 'nobody can say when a backup last succeeded', hint }];
  const ageMs = now.diff(backupJob.lastSuccess.startedAt).toMillis();
  if (ageMs < -clockToleranceMs) return inFuture('the last backup that succeeded is dated', ageMs, compareClocks);
  const { warningSnapshotAgeMs, criticalSnapshotAgeMs } = expectations.limits;
  return overLimit(ageMs, { what: `the last backup that succeeded is ${spanWords(ageMs)} old`, warning: ['warningsnapage', warningSnapshotAgeMs], critical: ['criticalsnapage', criticalSnapshotAgeMs], hint });
}

function redoRule({ redoEnd, expectations, database }: Judged, now: DateTime): readonly Remark[] {
  if (redoEnd === undefined) return [{ status: 'UNKNOWN', reason: 'nobody can say where the redo in the backup area ends', hint: undefined }];
  const ageMs = now.diff(redoEnd.time).toMillis();
  if (ageMs < -clockToleranceMs) return inFuture('the redo in the backup area ends', ageMs, compareClocks);
  const { warningRpoMs, criticalRpoMs } = expectations.limits;
  const hint = `see to the archive destination in the backup area and to ARCHIVE_LAG_TARGET; icb backup ${database} missingarchlog copies what is missing`;
  return overLimit(ageMs, { what: `the redo of the last ${spanWords(ageMs)} is not in the backup area`, warning: ['rpowarning', warningRpoMs], critical: ['rpocritical', criticalRpoMs], hint });
}

/** Retention and OPEN RESETLOGS make gaps that nobody can mend, and that somebody wanted. */
function gapRule({ window }: Judged): readonly Remark[] {
  const lost = (window?.gaps ?? []).filter(({ why }) => why === 'lost');
  return lost.map(({ from, until, reason }) => ({ status: 'WARNING', reason: `no time between ${utcSecond(from)} and ${utcSecond(until)} can be restored: ${reason}` }));
}

function backupJobRule({ backupJob, expectations }: Judged, now: DateTime): readonly Remark[] {
  return jobRemarks(backupJob, { what: 'backup', isWanted: expectations.backupJobEnabled, now });
}

function archivedLogJobRule({ archivedLogJob }: Judged, now: DateTime): readonly Remark[] {
  return jobRemarks(archivedLogJob, { what: 'archived log run', isWanted: true, now });
}

/** No backup takes that long. Whoever died without giving back the lock of the area looks as if he still worked. */
const suspiciousRunMs = 48 * 3_600_000;
const badStates = new Set(['DISABLED', 'BROKEN', 'FAILED', 'STOPPED']);

function jobRemarks({ scheduled, lastRun }: JobFinding, { what, isWanted, now }: { readonly what: string; readonly isWanted: boolean; readonly now: DateTime }): readonly Remark[] {
  const remarks: Remark[] = [];
  if (lastRun?.outcome === 'failed' || lastRun?.outcome === 'interrupted') {
    const verb = lastRun.outcome === 'failed' ? 'failed' : 'was interrupted';
    const why = lastRun.message === undefined ? '' : `: ${lastRun.message}`;
    remarks.push({ status: 'WARNING', reason: `the last ${what} ${verb} ${spanWords(now.diff(lastRun.startedAt).toMillis())} ago${why}`, hint: 'see the newest log in backup_logs of the backup area; once the cause is mended, run it again' });
  }
  if (lastRun?.outcome === 'running' && now.diff(lastRun.startedAt).toMillis() > suspiciousRunMs) {
    remarks.push({ status: 'WARNING', reason: `the last ${what} started ${spanWords(now.diff(lastRun.startedAt).toMillis())} ago and has not ended`, hint: 'find out whether it still goes on: icb check tells who holds the lock of the backup area' });
  }
  if (scheduled !== undefined && isWanted && badStates.has(scheduled.state)) {
    remarks.push({ status: 'WARNING', reason: `the Scheduler's job ${scheduled.name} is ${scheduled.state.toLowerCase()}`, hint: 'enable it, or run setschedule again' });
  }
  return remarks;
}

function restoreTestRule({ restoreTests, expectations, database, failures }: Judged, now: DateTime): readonly Remark[] {
  const { restoreTestMaxAgeMs } = expectations.limits;
  if (!expectations.isTested || !Number.isFinite(restoreTestMaxAgeMs)) return [];
  if (restoreTests === undefined) {
    if (failures.some(({ part }) => part === 'restore tests')) return [];
    return [{ status: 'WARNING', reason: 'no restore tests are set up', hint: 'see autorestorelogdir in icb config reference; restoretestmaxage: 0 says that none are wanted' }];
  }
  const [last] = restoreTests;
  const hint = `run on the restore host: icb autorestore ${database}`;
  if (last === undefined) return [{ status: 'WARNING', reason: 'no restore has ever been tested', hint }];
  if (!last.hasPassed) return [{ status: 'FAILED', reason: `the last restore test failed ${spanWords(now.diff(last.finishedAt).toMillis())} ago: ${last.failure ?? 'nobody knows why'}`, hint: 'see its log in autorestorelogdir' }];
  const ageMs = now.diff(last.finishedAt).toMillis();
  if (ageMs < -clockToleranceMs) return inFuture('the last restore test is dated', ageMs, 'compare the clocks of this host and of the restore host');
  if (ageMs <= restoreTestMaxAgeMs) return [];
  return [{ status: 'WARNING', reason: `the last restore test passed ${spanWords(ageMs)} ago (restoretestmaxage: ${spanWords(restoreTestMaxAgeMs)})`, hint }];
}

function restoreTimeRule({ restoreTests = [], expectations }: Judged): readonly Remark[] {
  const durationMs = (restoreTests.find(({ hasPassed }) => hasPassed)?.durationSeconds ?? 0) * 1000;
  const { warningRtoMs } = expectations.limits;
  if (durationMs <= warningRtoMs) return [];
  return [{ status: 'WARNING', reason: `the last restore took ${spanWords(durationMs)} (rtowarning: ${spanWords(warningRtoMs)})` }];
}

type Limit = readonly [key: string, ms: number];

/** What is exactly at its limit is within it. */
function overLimit(ageMs: number, { what, warning, critical, hint }: { readonly what: string; readonly warning: Limit; readonly critical: Limit; readonly hint: string }): readonly Remark[] {
  const remark = (status: Remark['status'], [key, ms]: Limit): Remark[] => [{ status, reason: `${what} (${key}: ${spanWords(ms)})`, hint }];
  if (ageMs > critical[1]) return remark('FAILED', critical);
  return ageMs > warning[1] ? remark('WARNING', warning) : [];
}

const compareClocks = 'compare the clocks of this host, of the database and of the storage system';

/** How old it really is, nobody knows, and it would stay good for long. */
function inFuture(what: string, ageMs: number, hint: string): readonly Remark[] {
  return [{ status: 'WARNING', reason: `${what} ${spanWords(-ageMs)} in the future`, hint }];
}
