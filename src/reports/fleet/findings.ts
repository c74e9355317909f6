// What the report knows of one database. What could not be found out is undefined, and why is among the failures: a part that
// does not answer never hides the others.
import type { DateTime } from 'luxon';
import type { ReportLimits } from '#core/config/report-settings.ts';

/** Whom or what the report asks about a database. */
export type Part = 'configuration' | 'storage' | 'database' | 'scheduler' | 'backup area' | 'restore tests';

export interface DatabaseFindings {
  readonly database: string;
  /** Undefined for a database whose configuration cannot be used. */
  readonly expectations: Expectations | undefined;
  readonly failures: readonly PartFailure[];
  /** icb's own, oldest first; undefined: they could not be listed. */
  readonly snapshots: readonly SnapshotFinding[] | undefined;
  readonly window: WindowFinding | undefined;
  readonly redoEnd: RedoEnd | undefined;
  readonly backupJob: JobFinding;
  readonly archivedLogJob: JobFinding;
  /** By certificate, newest first; undefined: they could not be read, or none are set up. */
  readonly restoreTests: readonly RestoreTestFinding[] | undefined;
}

/** What the configuration wants of a database. */
export interface Expectations {
  readonly limits: ReportLimits;
  readonly takesSnapshots: boolean;
  readonly backupJobEnabled: boolean;
  readonly isTested: boolean;
}

export interface PartFailure {
  readonly part: Part;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface SnapshotFinding {
  readonly id: string;
  readonly createdAt: DateTime;
  /** Which times it serves by itself; undefined where nobody wrote them down. */
  readonly serves: { readonly from: DateTime; readonly until: DateTime } | undefined;
  readonly totalBytes: number | undefined;
  readonly uniqueBytes: number | undefined;
  readonly cloneCount: number;
}

/** All times that can be restored. */
export interface WindowFinding {
  /** Undefined: only a restore can tell. */
  readonly from: DateTime | undefined;
  readonly until: DateTime;
  readonly gaps: readonly GapFinding[];
}

export interface GapFinding {
  readonly from: DateTime;
  readonly until: DateTime;
  readonly why: 'lost' | 'resetlogs' | 'expired';
  readonly reason: string;
}

/** Where the redo in the backup area ends, and who says so, best first. */
export interface RedoEnd {
  readonly time: DateTime;
  readonly source: 'database' | 'archived logs' | 'ledger' | 'snapshot';
}

export interface JobFinding {
  /** Undefined: the Scheduler was not asked or has no such job; somebody else may start it. */
  readonly scheduled: { readonly name: string; readonly state: string; readonly runCount: number; readonly failureCount: number } | undefined;
  readonly lastRun: RunFinding | undefined;
  readonly lastSuccess: RunFinding | undefined;
  readonly lastFailure: RunFinding | undefined;
}

export interface RunFinding {
  readonly startedAt: DateTime;
  /** Undefined while it runs, or when nobody saw its end. */
  readonly finishedAt: DateTime | undefined;
  readonly outcome: 'succeeded' | 'failed' | 'running' | 'interrupted';
  /** Why it failed. */
  readonly message: string | undefined;
}

export interface RestoreTestFinding {
  readonly certificate: number;
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  readonly durationSeconds: number;
  readonly hasPassed: boolean;
  /** `recover database: ...`. */
  readonly failure: string | undefined;
  readonly snapshotId: string | undefined;
  /** Reached minus target. */
  readonly differenceSeconds: number | undefined;
  readonly toleranceSeconds: number;
  /** Undefined: the blocks were not checked. */
  readonly blockCheck: 'passed' | 'failed' | undefined;
  /** Oracle's software said that it is a simulation. */
  readonly isSimulation: boolean;
}
